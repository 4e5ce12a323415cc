using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Earning.Rules;

/// <summary>What a cap is for. The names are stored.</summary>
public enum CapPeriod
{
    Purchase = 1,

    /// <summary>A member's purchases of a local day.</summary>
    Day = 2,
    Month = 3,
    Year = 4,

    /// <summary>All purchases of a member, ever.</summary>
    Ever = 5,
}

/// <param name="Points">No more than this.</param>
public sealed record CapSettings(long Points = 500, CapPeriod Per = CapPeriod.Purchase) : PurchaseRuleSettings;

/// <summary>No more than so many points by buying: what is above is cut off all lines alike.</summary>
[Kind("cap", "speed")]
public sealed class Cap() : PurchaseRule<CapSettings>(new CapSettings())
{
    public override RulePhase Phase => RulePhase.Cap;

    public override EarningNeeds Needs => Settings.Per == CapPeriod.Purchase ? EarningNeeds.None : EarningNeeds.EarnedSoFar;

    public override RuleSentence Sentence => new("Cap" + Settings.Per, Settings.Points, Said.PointsName);

    protected override IEnumerable<RuleProblem> OwnProblems()
    {
        if (Settings.Points is not (> 0 and <= 1_000_000_000))
            yield return Wrong(nameof(Settings.Points), EarningErrors.CapPoints());
        if (!Enum.IsDefined(Settings.Per))
            yield return Wrong(nameof(Settings.Per), EarningErrors.CapPeriod());
    }

    protected override void Apply(Basket basket, EarningSheet sheet)
    {
        var earned = basket.Member.Earned;
        var before = Settings.Per switch
        {
            CapPeriod.Day => earned.Day,
            CapPeriod.Month => earned.Month,
            CapPeriod.Year => earned.Year,
            CapPeriod.Ever => earned.Ever,
            _ => 0,
        };
        var left = Math.Max(0, Settings.Points - before);
        var isReached = sheet.Exact > left;
        if (isReached)
            sheet.Cap(left);
        if (!sheet.Explains)
            return;
        if (!isReached && Settings.Per == CapPeriod.Purchase)
            sheet.Silence(this, "silent_cap_purchase");
        else if (!isReached)
            sheet.Silence(this, "silent_cap", Say.Number(left));
        else if (Settings.Per == CapPeriod.Purchase)
            sheet.Fired(this, "step_cap", Say.Number(Settings.Points));
        else
            sheet.Fired(this, "step_cap_earned", Say.Number(Settings.Points), Say.Number(before));
    }
}
