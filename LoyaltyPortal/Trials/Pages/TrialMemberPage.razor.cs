using System.Globalization;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Programmes;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Trials.Pages;

/// <summary>One member's part of a trial, down to the explanations of one purchase side by side. Nothing of it is stored: the member is replayed again.</summary>
public sealed partial class TrialMemberPage : IDisposable
{
    private const int PageSize = 50;

    private readonly CancellationTokenSource closing = new();
    private CancellationToken stop;
    private TrialView? run;
    private MemberTrialView? member;
    private Explanation? then;
    private string? failure;
    private long? open;
    private int shown = PageSize;

    [Inject]
    public required TrialService Trials { get; init; }

    [Inject]
    public required TrialWords Words { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required IStringLocalizer<TrialsText> Text { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    [Parameter]
    public long Id { get; set; }

    [Parameter]
    public long MemberId { get; set; }

    private string ListHref => $"/m/{Merchant}/programme/{(run?.Kind == TrialKind.Retro ? "past" : "trial")}";

    private string RunHref => $"{ListHref}/{Id.ToString(CultureInfo.InvariantCulture)}";

    private IReadOnlyList<Crumb> Crumbs => [new(Text["Programme"], $"/m/{Merchant}/programme"), new(Text[run?.Kind == TrialKind.Retro ? "Past" : "Trials"], ListHref), new(Text["Result"], RunHref)];

    protected override void OnInitialized() => stop = closing.Token;

    protected override async Task OnParametersSetAsync()
    {
        (failure, open) = (null, null);
        if (!(await Trials.FindAsync(Workspace.Actor, Id, stop)).Try(out var found, out var refused) || !(await Trials.MemberAsync(Workspace.Actor, Id, MemberId, stop)).Try(out member, out refused))
        {
            failure = Failures.Say(refused);
            return;
        }

        run = found;
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task OpenAsync(long purchaseId)
    {
        if (open == purchaseId)
        {
            open = null;
            return;
        }

        (open, then) = (purchaseId, null);
        if ((await Trials.WhyThenAsync(Workspace.Actor, purchaseId, stop)).Try(out var why, out _) && open == purchaseId)
            then = why;
    }

    private string Tier(ProgrammeContent content, string? key) => key is null ? Text["Tiers.None"] : content.Ladder.Find(key)?.Name ?? key;
}
