using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Earning.Rules;

/// <param name="MinPurchases">At least so many purchases before this one.</param>
/// <param name="MaxPurchases">At most so many purchases before this one.</param>
/// <param name="MinSpend">At least so much spent before, in the currency, returns taken off.</param>
/// <param name="QuietDays">The last purchase was at least so many days ago; who never bought has not come back.</param>
/// <param name="MemberDays">A member for at least so many days.</param>
/// <param name="Factor">2 doubles the base points.</param>
/// <param name="Segments">Belongs to one of these on the day of the purchase, as it was kept then.</param>
public sealed record SegmentSettings(
    long? MinPurchases = null, long? MaxPurchases = null, decimal? MinSpend = null, int? QuietDays = null, int? MemberDays = null, decimal Factor = 2, IReadOnlyList<SegmentReference>? Segments = null) : PurchaseRuleSettings;

/// <summary>A saved segment.</summary>
/// <param name="Name">What it was called when the rule was written: a published rule says what it said then.</param>
public sealed record SegmentReference(long Id, string Name);

/// <summary>Multiplies the base points of members of whom all conditions are true.</summary>
[Kind("segment", "filter_alt")]
public sealed class Segment() : MultiplierRule<SegmentSettings>(new SegmentSettings()), IForSomeMembers
{
    private const int MostSegments = 20;

    public override EarningNeeds Needs => Settings.Segments is { Count: > 0 } ? EarningNeeds.Segments : EarningNeeds.None;

    public override RuleSentence Sentence => new("Segment", Settings.Factor, Said.List(Conditions()), Said.PointsName);

    protected override decimal Factor => Settings.Factor;

    protected override IEnumerable<RuleProblem> ConditionProblems()
    {
        if (Settings is { MinPurchases: null, MaxPurchases: null, MinSpend: null, QuietDays: null, MemberDays: null, Segments: null or { Count: 0 } })
            yield return Wrong(nameof(Settings.MinPurchases), EarningErrors.NoCondition());
        if (Settings.MinPurchases is < 0 or > 1_000_000)
            yield return Wrong(nameof(Settings.MinPurchases), EarningErrors.Purchases());
        if (Settings.MaxPurchases is < 0 or > 1_000_000 || Settings.MinPurchases > Settings.MaxPurchases)
            yield return Wrong(nameof(Settings.MaxPurchases), EarningErrors.Purchases());
        if (Settings.MinSpend is < 0 or > 1_000_000_000)
            yield return Wrong(nameof(Settings.MinSpend), EarningErrors.Spend());
        if (Settings.QuietDays is < 1 or > 3_650)
            yield return Wrong(nameof(Settings.QuietDays), EarningErrors.Days());
        if (Settings.MemberDays is < 1 or > 36_500)
            yield return Wrong(nameof(Settings.MemberDays), EarningErrors.Days());
        if (Settings.Segments is { } asked && (asked.Count > MostSegments || asked.Any(segment => segment.Id <= 0 || string.IsNullOrWhiteSpace(segment.Name))))
            yield return Wrong(nameof(Settings.Segments), EarningErrors.Segments(MostSegments));
    }

    protected override bool Concerns(Basket basket, EarningSheet sheet)
    {
        if (WhyNot(basket) is not { } reason)
            return true;
        if (sheet.Explains)
            sheet.Silence(this, reason);
        return false;
    }

    protected override (string Code, string[] Arguments) Did(Basket basket) => ("step_segment", [Say.Number(Settings.Factor)]);

    private string? WhyNot(Basket basket)
    {
        var member = basket.Member;
        if (member.Purchases < Settings.MinPurchases)
            return "silent_too_few_purchases";
        if (member.Purchases > Settings.MaxPurchases)
            return "silent_too_many_purchases";
        if (member.NetSales < Settings.MinSpend)
            return "silent_too_little_spent";
        if (Settings.QuietDays is { } quiet && !(member.LastPurchaseAt is { } last && basket.OccurredAt - last >= TimeSpan.FromDays(quiet)))
            return "silent_bought_lately";
        if (Settings.Segments is { Count: > 0 } segments && !segments.Any(segment => member.Segments.Contains(segment.Id)))
            return "silent_not_in_segment";
        return Settings.MemberDays is { } days && !(member.EnrolledAt is { } enrolled && basket.OccurredAt - enrolled >= TimeSpan.FromDays(days)) ? "silent_new_member" : null;
    }

    private IEnumerable<RuleSentence> Conditions()
    {
        if (Settings.MinPurchases is { } least)
            yield return new("MinPurchases", least);
        if (Settings.MaxPurchases is { } most)
            yield return new("MaxPurchases", most);
        if (Settings.MinSpend is { } spend)
            yield return new("MinSpend", Said.Money(spend));
        if (Settings.QuietDays is { } quiet)
            yield return new("QuietDays", quiet);
        if (Settings.MemberDays is { } days)
            yield return new("MemberDays", days);
        if (Settings.Segments is { Count: > 0 } segments)
            yield return new("InSegments", Said.List(segments.Select(segment => segment.Name)));
    }
}
