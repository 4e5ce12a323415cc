using System.Globalization;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Corrections.Pages;

public sealed partial class MergePage : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private string key = NewKey();
    private MemberView? member;
    private MemberRow? other;
    private MergePreview? preview;
    private IReadOnlyList<MergeRow> merges = [];
    private string? failure;
    private string? unknown;
    private bool busy;

    [Inject]
    public required MergeService Merges { get; init; }

    [Inject]
    public required MemberService Members { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

    [Inject]
    public required IStringLocalizer<CorrectionsText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required Confirmations Confirmations { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    [Parameter]
    public long Id { get; set; }

    private string ProfileHref => $"/m/{Merchant}/members/{Id.ToString(CultureInfo.InvariantCulture)}";

    protected override async Task OnInitializedAsync()
    {
        if (!(await Members.FindAsync(Workspace.Actor, Id, closing.Token)).Try(out member, out var refused))
            unknown = Failures.Say(refused);
        else
            merges = await Merges.MergesAsync(Workspace.Actor, member.Id, closing.Token);
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task ChooseAsync(MemberRow? chosen)
    {
        (other, preview, failure, key) = (chosen, null, null, NewKey());
        if (chosen is null)
            return;
        if ((await Merges.PreviewAsync(Workspace.Actor, member!.Id, chosen.Id, closing.Token)).Try(out var shown, out var refused))
            preview = shown;
        else
            failure = Failures.Say(refused);
    }

    private async Task MergeAsync()
    {
        if (busy || preview is not { } shown)
            return;
        var question = new Confirmation(Text["Merge.Sure", shown.Merged.Member.Name, shown.Survivor.Member.Name], Text["Merge.Sure.Text"], Text["Merge.Do"]) { Danger = true, Typed = shown.Merged.Member.Name };
        if (!await Confirmations.AskAsync(question))
            return;
        (busy, failure) = (true, null);
        try
        {
            if ((await Merges.MergeAsync(Workspace.Actor, key, shown.Survivor.Member.Id, shown.Merged.Member.Id)).Try(out var answer, out var refused))
            {
                Toasts.Done(Text["Merge.Done", shown.Merged.Member.Name, Formats.PointsNamed(answer.Points)]);
                Address.NavigateTo(ProfileHref);
            }
            else
            {
                failure = Failures.Say(refused);
            }
        }
        finally
        {
            busy = false;
        }
    }

    private async Task UnmergeAsync(MergeRow merge)
    {
        if (busy || !await Confirmations.AskAsync(new Confirmation(Text["Unmerge.Sure", merge.MergedName], Text["Unmerge.Sure.Text"], Text["Unmerge"])))
            return;
        (busy, failure) = (true, null);
        try
        {
            if ((await Merges.UnmergeAsync(Workspace.Actor, merge.Id)).Try(out var answer, out var refused))
            {
                Toasts.Done(Text["Unmerge.Done", merge.MergedName, Formats.PointsNamed(answer.Points)]);
                merges = await Merges.MergesAsync(Workspace.Actor, member!.Id, closing.Token);
            }
            else
            {
                failure = Failures.Say(refused);
            }
        }
        finally
        {
            busy = false;
        }
    }

    private static string NewKey() => Guid.NewGuid().ToString("N");
}
