using LoyaltyPortal.Earning.Pages;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Programmes.Pages;

/// <summary>The editor's views; in the address as <c>?tab=</c>.</summary>
public enum EditorTab
{
    Earning = 1,
    Points = 2,
    AddingUp = 3,
    Tiers = 4,
    Try = 5,
    Review = 6,
}

/// <summary>
/// Edits the programme as a draft beside the published one, and publishes it. Who saves second is told what the first one changed and keeps what
/// they typed; nothing is overwritten.
/// </summary>
public sealed partial class ProgrammeEditPage
{
    private ProgrammeEditing? editing;
    private readonly UnreadFields unread = new();
    private bool begun;
    private bool busy;

    [Parameter]
    public string Merchant { get; set; } = "";

    [SupplyParameterFromQuery(Name = "tab")]
    public string? Tab { get; set; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Inject]
    public required DraftService Drafts { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

    [Inject]
    public required FailureText Says { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required IStringLocalizer<ProgrammesText> Text { get; init; }

    private string Root => $"/m/{Merchant}/programme";

    private IReadOnlyList<Crumb> Crumbs => [new Crumb(Text["Title"], Root)];

    private EditorTab Current => Enum.TryParse<EditorTab>(Tab, true, out var tab) && Enum.IsDefined(tab) ? tab : EditorTab.Earning;

    private string? Subtitle => (editing?.Start) switch
    {
        null => null,
        { IsKept: true, Edited: { } edit } => Text["Edit.KeptBy", edit.Who, Formats.Relative(edit.At)].Value,
        { Published.Number: > 0 } start => Text["Edit.FromVersion", start.Published.Number].Value,
        _ => Text["Edit.FromNothing"].Value,
    };

    private IReadOnlyList<Tab> Tabs =>
    [
        TabOf(EditorTab.Earning, editing!.Content.Rules.Count),
        TabOf(EditorTab.Points),
        TabOf(EditorTab.AddingUp),
        TabOf(EditorTab.Tiers, editing.Content.Ladder.Tiers.Count is > 0 and var tiers ? tiers : null),
        TabOf(EditorTab.Try),
        TabOf(EditorTab.Review, editing.Changes.Count > 0 ? editing.Changes.Count : null),
    ];

    protected override async Task OnInitializedAsync()
    {
        if ((await Drafts.OpenAsync(Workspace.Actor)).Try(out var view, out var failure))
            editing = new ProgrammeEditing(view);
        else
            Toasts.Failed(Says.Say(failure));
    }

    private string HrefOf(EditorTab tab) => tab == EditorTab.Earning ? $"{Root}/edit" : $"{Root}/edit?tab={tab.ToString().ToLowerInvariant()}";

    private Tab TabOf(EditorTab tab, int? count = null) => new(Text["Tab." + tab], HrefOf(tab), tab == Current, count);

    private void Change(ProgrammeContent content) => editing!.Change(content);

    private void StartFromAsync(ProgrammePreset preset)
    {
        var content = preset.Programme(Workspace.Merchant.Settings.Currency, Text);
        Change(editing!.Content.Ladder is { Tiers.Count: > 0 } climbed ? content with { Ladder = climbed } : content); // members stand on it
    }

    private void TakeIn()
    {
        editing!.TakeIn();
        ForgetGoneRules();
    }

    /// <summary>What cannot be read in a rule that somebody else has removed is nobody's any more.</summary>
    private void ForgetGoneRules() => unread.Forget(id => !editing!.Content.Rules.Any(rule => RuleForm.Asks(id, rule.Id!)));

    private void Discard() => editing!.Begin(editing.Start);

    private Task SaveAsync() => WorkAsync(async () =>
    {
        if (await KeepAsync() is not null)
            Toasts.Done(Text["Edit.Saved"]);
    });

    /// <summary>Stores what was typed; null where somebody else was first, or it cannot be stored.</summary>
    private async Task<DraftView?> KeepAsync()
    {
        var result = await Drafts.SaveAsync(Workspace.Actor, editing!.Content, editing.BasedOn, editing.Start.Version);
        if (result.Try(out var now, out var failure))
        {
            editing.Begin(now);
            return now;
        }

        await FailedAsync(failure);
        return null;
    }

    private Task PublishAsync(string note) => WorkAsync(async () =>
    {
        if (unread.Ids.Count > 0 || (editing!.IsDirty && await KeepAsync() is null))
            return;
        var result = await Drafts.PublishAsync(Workspace.Actor, note, editing!.Start.Version);
        if (result.Try(out var published, out var failure))
        {
            editing.Begin((await Drafts.OpenAsync(Workspace.Actor)).Value);
            Toasts.Done(Text["Edit.Published", published.Number]);
            StateHasChanged();
            await Task.Yield(); // the save bar goes first: it would ask whether to leave
            Address.NavigateTo(Root);
        }
        else
        {
            await FailedAsync(failure);
        }
    });

    private Task DropDraftAsync() => WorkAsync(async () =>
    {
        var dropped = editing!.Content;
        var basedOn = editing.BasedOn;
        if (!(await Drafts.DiscardAsync(Workspace.Actor, editing.Start.Version)).Try(out var now, out var failure))
        {
            await FailedAsync(failure);
            return;
        }

        editing.Begin(now);
        unread.Forget();
        begun = false;
        Toasts.Done(Text["Edit.Dropped"], () => InvokeAsync(async () =>
        {
            if ((await Drafts.SaveAsync(Workspace.Actor, dropped, basedOn, editing.Start.Version)).Try(out var back, out var wrong))
                editing.Begin(back);
            else
                await FailedAsync(wrong);
            StateHasChanged();
        }));
    });

    private async Task FailedAsync(Failure failure)
    {
        if (failure.Kind == FailureKind.Conflict && (await Drafts.OpenAsync(Workspace.Actor)).Try(out var now, out _))
        {
            editing!.CatchUp(now);
            ForgetGoneRules();
        }

        Toasts.Failed(Says.Say(failure));
    }

    private async Task WorkAsync(Func<Task> work)
    {
        if (busy || editing is null)
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
