using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Programmes.Pages;

/// <summary>Every version that was ever in force, and the way back to one.</summary>
public sealed partial class ProgrammeHistoryPage
{
    private List<VersionView>? versions;
    private ProgrammeContent? current;
    private int? asked;
    private string note = "";
    private bool more;
    private bool busy;

    [Parameter]
    public string Merchant { get; set; } = "";

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Inject]
    public required DraftService Drafts { get; init; }

    [Inject]
    public required FailureText Says { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required IStringLocalizer<ProgrammesText> Text { get; init; }

    private string Root => $"/m/{Merchant}/programme";

    private IReadOnlyList<Crumb> Crumbs => [new Crumb(Text["Title"], Root)];

    private bool MayEdit => Workspace.Actor.May(Permission.ChangeProgramme);

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        if (!(await Drafts.HistoryAsync(Workspace.Actor)).Try(out var page, out var failure))
        {
            Toasts.Failed(Says.Say(failure));
            return;
        }

        versions = [.. page];
        current = versions.FirstOrDefault()?.Content;
        more = page.Count == DraftService.PageSize;
    }

    private Task MoreAsync() => WorkAsync(async () =>
    {
        if ((await Drafts.HistoryAsync(Workspace.Actor, versions![^1].Number)).Try(out var page, out var failure))
        {
            versions.AddRange(page);
            more = page.Count == DraftService.PageSize;
        }
        else
        {
            Toasts.Failed(Says.Say(failure));
        }
    });

    private void Ask(int version) => (asked, note) = (version, Text["History.AgainNote", version]);

    private Task AgainAsync(VersionView version) => WorkAsync(async () =>
    {
        var result = await Drafts.RollBackAsync(Workspace.Actor, version.Number, note, versions![0].Number);
        if (result.Try(out var published, out var failure))
        {
            asked = null;
            Toasts.Done(Text["Edit.Published", published.Number]);
        }
        else
        {
            Toasts.Failed(Says.Say(failure));
        }

        await LoadAsync();
    });

    private async Task WorkAsync(Func<Task> work)
    {
        if (busy)
            return;
        busy = true;
        try
        {
            await work();
        }
        finally
        {
            busy = false;
        }
    }
}
