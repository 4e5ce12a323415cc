using LoyaltyPortal.Earning;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Purchases;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Wallet.Pages;

public sealed partial class WalletEarnPage : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private CancellationToken stop;
    private IReadOnlyList<EarnWay>? ways;
    private IReadOnlyList<ReviewableProduct>? products;
    private MemberView? member;
    private (Tone Tone, string Text)? message;
    private string? product;
    private string review = "";
    private string? reviewError;
    private string? enteredFor;
    private bool busy;

    [Inject]
    public required WalletScope Scope { get; init; }

    [Inject]
    public required OwnActions Own { get; init; }

    [Inject]
    public required MemberService Members { get; init; }

    [Inject]
    public required RuleSentences Sentences { get; init; }

    [Inject]
    public required ActionWords Words { get; init; }

    [Inject]
    public required ExplanationWords Steps { get; init; }

    [Inject]
    public required IStringLocalizer<WalletText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required WalletScript Script { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

    [Parameter]
    public string Merchant { get; set; } = "";

    private WalletPlace Place => Scope.Current!;

    private string Missing => string.Join(", ", new[]
    {
        (Has: member?.Email is not null, Key: "Me.Email"),
        (Has: member?.Phone is not null, Key: "Me.Phone"),
        (Has: member?.BirthDate is not null, Key: "Me.Birthday"),
    }.Where(detail => !detail.Has).Select(detail => Text[detail.Key].Value));

    protected override void OnInitialized() => stop = closing.Token;

    protected override async Task OnParametersSetAsync()
    {
        if (enteredFor == Merchant)
            return;
        enteredFor = Merchant;
        (ways, message) = (null, null);
        await LoadAsync();
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task LoadAsync()
    {
        member = await Members.FindOwnAsync(Place.Merchant.Id, Place.UserId, stop) ?? Place.Member;
        var found = await Own.WaysAsync(Place.Merchant, member, stop);
        products = found.Any(way => way.Action == MemberActions.ProductReview) ? await Own.ReviewableAsync(Place.Merchant.Id, member.Id, stop) : [];
        product = products.FirstOrDefault(bought => bought.Key == product)?.Key ?? (products is [var first, ..] ? first.Key : null);
        ways = found;
    }

    private (string Word, Tone Tone, string Icon)? StateOf(EarnWay way) => way switch
    {
        { Left: 0, Limit.Per: LimitPeriod.Ever } => (Text["Earn.Done"], Tone.Good, "check_circle"),
        { Left: 0, On: { } on } => (Text["Earn.Next", Formats.Date(on)], Tone.Good, "check_circle"),
        { Left: 0, Limit: { } limit } => (Text["Earn.Done." + limit.Per], Tone.Good, "check_circle"),
        { On: { } on } => (Text["Earn.On", Formats.Date(on)], Tone.Neutral, "cake"),
        { Limit: { Per: not LimitPeriod.Ever } limit, Left: { } left } => (Text["Earn.Left." + limit.Per, left], Tone.Neutral, "update"),
        _ => null,
    };

    private Task ShareAsync() => DoAsync(async () =>
    {
        var url = Address.ToAbsoluteUri($"/join/{Merchant}").ToString();
        var outcome = await Script.ShareAsync(Place.Merchant.Name, Text["Earn.Share.Text", Place.Merchant.Name], url);
        if (outcome is ShareOutcome.Shared or ShareOutcome.Copied)
            Say(await Own.ShareAsync(Place.Merchant, Place.UserId, url), outcome == ShareOutcome.Copied ? Text["Earn.Share.Copied"].Value : null);
        else if (outcome == ShareOutcome.Failed)
            message = (Tone.Warn, Text["Earn.Share.Failed", url]);
    });

    private Task ReviewAsync() => DoAsync(async () =>
    {
        reviewError = review.Trim().Length == 0 ? Text["Earn.Review.Empty"].Value : null;
        if (reviewError is not null || product is null)
            return;
        var done = await Own.ReviewAsync(Place.Merchant.Id, Place.UserId, product, review);
        if (done.Succeeded)
            review = "";
        Say(done, null);
    });

    private async Task DoAsync(Func<Task> deed)
    {
        if (busy)
            return;
        (busy, message) = (true, null);
        try
        {
            await deed();
            await LoadAsync();
        }
        finally
        {
            busy = false;
        }
    }

    private void Say(Result<ActionReceipt> result, string? first)
    {
        if (!result.Try(out var done, out var refused))
        {
            message = (Tone.Bad, Failures.Say(refused));
            return;
        }

        var outcome = done switch
        {
            { WasKnown: true } => Text["Earn.Known"].Value,
            { Points: > 0 } => Text["Earn.Thanks", Formats.PointsChange(done.Points), Formats.PointsNamed(done.ActivePoints)].Value,
            _ => string.Join(" ", [Text["Earn.NoPoints"].Value, .. done.Explanation.NotFired.Select(Steps.Say)]),
        };
        message = (done.Points > 0 && !done.WasKnown ? Tone.Good : Tone.Info, first is null ? outcome : $"{first} {outcome}");
    }
}
