using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Events.Pages;

/// <summary>A window as the form has it: wall-clock times of the merchant, products one a line or with commas between.</summary>
public sealed class AccessFields
{
    private static readonly char[] Between = ['\n', '\r', ',', ';'];

    public string Name { get; set; } = "";

    public string Skus { get; set; } = "";

    public string Categories { get; set; } = "";

    public IReadOnlyList<string> TierKeys { get; set; } = [];

    public DateTime Early { get; set; }

    public DateTime Public { get; set; }

    /// <summary>A new one: in a week, and for everybody three days later.</summary>
    public static AccessFields New(Zone zone, DateTime now)
    {
        var early = zone.ToLocal(now).Date.AddDays(7).AddHours(9);
        return new AccessFields { Early = early, Public = early.AddDays(3) };
    }

    public static AccessFields Of(AccessRule rule, Zone zone) => new()
    {
        Name = rule.Name,
        Skus = string.Join("\n", rule.Skus),
        Categories = string.Join("\n", rule.Categories),
        TierKeys = rule.TierKeys,
        Early = zone.ToLocal(rule.EarlyAt),
        Public = zone.ToLocal(rule.PublicAt),
    };

    public AccessInput ToInput(Zone zone) => new()
    {
        Name = Name,
        Skus = Split(Skus),
        Categories = Split(Categories),
        TierKeys = TierKeys,
        EarlyAt = zone.ToUtc(Early),
        PublicAt = zone.ToUtc(Public),
    };

    private static string[] Split(string typed) => typed.Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
