namespace LoyaltyPortal.Platform.Shell;

/// <summary>What a figure means and what it was computed from; every tile can show it.</summary>
/// <param name="Meaning">One plain sentence.</param>
/// <param name="Numerator">What was counted, with its number.</param>
/// <param name="Denominator">Out of what, with its number.</param>
/// <param name="Interval">The range of an estimate: <c>31 to 44, 95 % sure</c>.</param>
/// <param name="Period">The days it covers.</param>
public sealed record KpiDefinition(string Meaning, string? Numerator = null, string? Denominator = null, string? Interval = null, string? Period = null);
