using System.Globalization;

namespace LoyaltyPortal.Ledger;

/// <summary>The ledger's own steps in explanations.</summary>
internal static class LedgerSteps
{
    public const string Room = "Ledger";
    public const string ShortfallCode = "step_shortfall";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static ExplanationStep Shortfall(long missing) => new(Room, ShortfallCode, Points: missing) { Arguments = [Text(missing)] };

    /// <summary>A reversal took more than there was; it says so, its points are already in the steps before.</summary>
    public static ExplanationStep Debt(long debt) => new(Room, "step_debt") { Arguments = [Text(debt)] };

    public static ExplanationStep Held(long points) => new(Room, "step_held", Points: -points);

    public static ExplanationStep HoldGivenBack(long points) => new(Room, "step_hold_given_back", Points: points);

    public static ExplanationStep Released(long points) => new(Room, "step_released", Points: points);

    public static ExplanationStep Forfeited(long points) => new(Room, "step_forfeited", Points: -points);

    public static ExplanationStep Expired(long points) => new(Room, "step_expired", Points: -points);
}
