using System.Globalization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Referrals.Pages;

public sealed partial class ReferralTermsPage : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private ReferralTermsView? published;
    private ReferralTerms draft = ReferralTerms.Usual;
    private string minimum = "";
    private string? loaded;
    private string? failure;
    private bool isStale;
    private bool busy;

    [Inject]
    public required ReferralService Referrals { get; init; }

    [Inject]
    public required ReferralWords Words { get; init; }

    [Inject]
    public required PendingDays Pending { get; init; }

    [Inject]
    public required IStringLocalizer<ReferralsText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    private int UsualDays { get; set; }

    private bool MayChange => Workspace.Actor.May(Permission.ChangeProgramme);

    private bool IsDirty => published is not null && draft != published.Terms;

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == Merchant)
            return;
        loaded = Merchant;
        UsualDays = await Pending(Workspace.Actor.MerchantId, closing.Token);
        await LoadAsync();
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task LoadAsync()
    {
        (failure, isStale) = (null, false);
        if ((await Referrals.TermsAsync(Workspace.Actor, closing.Token)).Try(out published, out var refused))
            Discard();
        else
            failure = Failures.Say(refused);
    }

    private void Discard()
    {
        draft = published!.Terms;
        minimum = draft.MinimumPurchase.ToString("0.##", CultureInfo.CurrentCulture);
        failure = null;
    }

    private void Set(ReferralTerms next) => draft = next;

    private static int Whole(long typed) => (int)Math.Clamp(typed, -1, int.MaxValue);

    private void SetMinimum(string? typed)
    {
        minimum = typed?.Trim() ?? "";
        Set(draft with { MinimumPurchase = decimal.TryParse(minimum, NumberStyles.Number, CultureInfo.CurrentCulture, out var amount) ? amount : -1 });
    }

    private void SetRung(int place, ReferralMilestone rung) => Set(draft with { Milestones = [.. draft.Milestones.Select((known, index) => index == place ? rung : known)] });

    private void RemoveRung(int place) => Set(draft with { Milestones = [.. draft.Milestones.Where((_, index) => index != place)] });

    private void AddRung()
    {
        var last = draft.Milestones is [.., var top] ? top : new ReferralMilestone(1, draft.ReferrerPoints);
        Set(draft with { Milestones = [.. draft.Milestones, new ReferralMilestone(last.Friends + 2, Math.Max(1, last.Points * 2))] });
    }

    private string? ErrorOf(params string[] codes) => draft.Problems().FirstOrDefault(problem => codes.Contains(problem.Code)) is { } problem ? Failures.Say(problem) : null;

    private async Task PublishAsync()
    {
        if (busy)
            return;
        if (draft.Check() is { } wrong)
        {
            failure = Failures.Say(wrong);
            return;
        }

        (busy, failure, isStale) = (true, null, false);
        try
        {
            if ((await Referrals.PublishAsync(Workspace.Actor, published!.Number, draft)).Try(out var now, out var refused))
            {
                published = now;
                Discard();
                Toasts.Done(Text["Edit.Published"]);
                return;
            }

            failure = Failures.Say(refused);
            isStale = refused.Kind == FailureKind.Conflict;
        }
        finally
        {
            busy = false;
        }
    }
}
