using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Start.Pages;

/// <summary>A merchant's first page: what is still to be set up, what happened today, where to go. Who may not look at numbers goes to the till.</summary>
public sealed partial class StartPage : IDisposable
{
    private static readonly (string Key, string Icon, string Path, Permission Permission)[] AllLinks =
    [
        ("Members", "group", "members", Permission.SeeMembers),
        ("Programme", "loyalty", "programme", Permission.SeeProgramme),
        ("Imports", "upload_file", "imports", Permission.ImportPurchases),
        ("Staff", "badge", "settings/staff", Permission.ChangeStaff),
        ("Stores", "location_on", "settings/stores", Permission.ChangeSettings),
        ("Settings", "storefront", "settings", Permission.ChangeSettings),
    ];

    private readonly CancellationTokenSource closing = new();
    private CancellationToken stop;
    private IReadOnlyList<DayFigures>? figures;
    private LaunchChecklist? checklist;
    private string? failure;

    [Parameter]
    public string Merchant { get; set; } = "";

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Inject]
    public required StartService Start { get; init; }

    [Inject]
    public required IEnumerable<StartPanel> Panels { get; init; }

    [Inject]
    public required FailureText Says { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

    [Inject]
    public required IStringLocalizer<StartText> Text { get; init; }

    private bool MayLook => Workspace.Actor.May(Permission.SeeDashboard);

    private DayFigures Now => figures?[^1] ?? Nothing;

    private DayFigures Before => figures?[^2] ?? Nothing;

    private static DayFigures Nothing { get; } = new(default, 0, 0, 0, 0);

    private IReadOnlyList<LaunchStep> Steps => [.. checklist!.Steps.Where(step => Workspace.Actor.May(step.Permission))];

    private IEnumerable<(string Key, string Icon, string Href)> Links =>
        AllLinks.Where(link => Workspace.Actor.May(link.Permission)).Select(link => (link.Key, link.Icon, $"/m/{Merchant}/{link.Path}"));

    protected override async Task OnInitializedAsync()
    {
        stop = closing.Token;
        if (!MayLook)
            Address.NavigateTo($"/m/{Merchant}/till", replace: true);
        else
            await LoadAsync();
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task LoadAsync()
    {
        failure = null;
        if ((await Start.FiguresAsync(Workspace.Actor, stop)).Try(out var days, out var refused))
            figures = days;
        else
            failure = Says.Say(refused);
        if ((await Start.ChecklistAsync(Workspace.Actor, stop)).Try(out var steps, out _))
            checklist = steps;
    }

    private async Task DismissAsync()
    {
        if (!(await Start.ShowChecklistAsync(Workspace.Actor, false)).Try(out _, out var refused))
        {
            Toasts.Failed(Says.Say(refused));
            return;
        }

        await LoadAsync();
        Toasts.Done(Text["Launch.Dismissed"], async () =>
        {
            if ((await Start.ShowChecklistAsync(Workspace.Actor, true)).Failure is { } kept)
                Toasts.Failed(Says.Say(kept));
            if (stop.IsCancellationRequested)
                return; // the message outlives the page
            await LoadAsync();
            await InvokeAsync(StateHasChanged);
        });
    }

    private IEnumerable<StartPanel> PanelsOf(bool isBelow) => Panels.Where(panel => panel.IsBelow == isBelow && Workspace.Actor.May(panel.Permission)).OrderBy(panel => panel.Order);

    private string Yesterday(string value) => Text["Kpi.Yesterday", value];

    private List<double>? Series(Func<DayFigures, double> of) => figures is { } days && days.Any(day => of(day) != 0) ? [.. days.Select(of)] : null;

    private KpiDefinition Means(string key) => new(Text[$"Kpi.{key}.Means"], Period: Text["Kpi.Days", StartService.Days]);
}
