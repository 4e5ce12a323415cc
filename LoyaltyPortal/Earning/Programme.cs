using System.Text.Json;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Earning;

/// <summary>One published set of rules. Never changed: to change the programme is to publish the next version.</summary>
public sealed class ProgrammeVersion : IMerchantOwned
{
    private ProgrammeVersion()
    {
    }

    public int MerchantId { get; private set; }

    /// <summary>1, 2, 3 …; the newest is in force.</summary>
    public int Number { get; private set; }

    /// <summary>The rules in order, each with kind, name and settings.</summary>
    public string Rules { get; private set; } = "[]";

    public string Note { get; private set; } = "";

    public DateTime PublishedAt { get; private set; }

    public long? PublishedBy { get; private set; }

    /// <summary>The first thing wrong with a set of rules, or null.</summary>
    public static Failure? Check(IReadOnlyList<EarningRule> rules)
    {
        foreach (var rule in rules)
        {
            if (rule.Name.Trim().Length is 0 or > 80)
                return EarningErrors.RuleName();
            if (rule.Check() is { } failure)
                return failure;
        }

        return rules.Any(rule => rule is Earning.Rules.PointsPerAmount) ? null : EarningErrors.NoBaseRule();
    }

    public static ProgrammeVersion Publish(int merchantId, int number, IReadOnlyList<EarningRule> rules, string note, long? by, DateTime now) => new()
    {
        MerchantId = merchantId,
        Number = number,
        Rules = JsonSerializer.Serialize(rules.Select(rule => new StoredRule(rule.Kind, rule.Name, JsonSerializer.SerializeToElement(rule.SettingsValue, RuleJson.Options))), RuleJson.Options),
        Note = note,
        PublishedAt = now,
        PublishedBy = by,
    };

    public Programme Compile() => new(Number, JsonSerializer.Deserialize<List<StoredRule>>(Rules, RuleJson.Options)!.Select(stored =>
    {
        var rule = EarningKinds.Create(stored.Kind);
        rule.Name = stored.Name;
        rule.Bind(stored.Settings);
        return rule;
    }).ToList());

    private sealed record StoredRule(string Kind, string Name, JsonElement Settings);
}

internal sealed class ProgrammeVersionMapping : IEntityTypeConfiguration<ProgrammeVersion>
{
    public void Configure(EntityTypeBuilder<ProgrammeVersion> builder)
    {
        builder.ToTable("ProgrammeVersions");
        builder.HasKey(version => new { version.MerchantId, version.Number });
        builder.Property(version => version.Rules).IsLong();
        builder.NeverChanges();
    }
}

/// <summary>What a purchase earns.</summary>
/// <param name="LinePoints">What each line earned of <paramref name="Points"/>; a return of the line takes back this.</param>
public sealed record Earned(long Points, IReadOnlyList<long> LinePoints, Explanation Explanation);

/// <summary>A compiled version: pure, immutable, shared by all threads.</summary>
public sealed class Programme(int version, IReadOnlyList<EarningRule> rules)
{
    /// <summary>A programme without rules: nobody earns anything.</summary>
    public static readonly Programme None = new(0, []);

    public int Version { get; } = version;

    public IReadOnlyList<EarningRule> Rules { get; } = rules;

    /// <summary>
    /// Base rules first, then multipliers on base points, then one rounding toward zero. The whole points go to the lines in
    /// proportion to their exact points, the leftover ones to the largest remainders, earlier lines first.
    /// </summary>
    public Earned OnPurchase(Basket basket)
    {
        var sheet = new EarningSheet(basket);
        foreach (var rule in Rules)
        {
            if (rule is Earning.Rules.PointsPerAmount)
                rule.OnPurchase(basket, sheet);
        }

        foreach (var rule in Rules)
        {
            if (rule is not Earning.Rules.PointsPerAmount)
                rule.OnPurchase(basket, sheet);
        }

        decimal exact = 0, basis = 0;
        for (var line = 0; line < basket.Lines.Count; line++)
        {
            exact += sheet.Total(line);
            if (basket.Lines[line].EarnsPoints)
                basis += basket.Lines[line].Net;
        }

        var points = (long)decimal.Truncate(exact);
        return new Earned(points, Share(basket, sheet, points), new Explanation
        {
            Basis = basis,
            Currency = basket.Currency,
            Steps = sheet.Fired,
            NotFired = sheet.Silent,
            Exact = exact,
            Points = points,
        });
    }

    /// <summary>Points for an action, with the rules that gave them.</summary>
    public (long Points, Explanation Explanation) OnAction(string action)
    {
        var steps = new List<ExplanationStep>();
        long points = 0;
        foreach (var rule in Rules)
        {
            var given = rule.OnAction(action);
            if (given == 0)
                continue;
            points += given;
            steps.Add(new ExplanationStep(EarningSheet.Room, "step_action_" + action, rule.Name, given));
        }

        return (points, new Explanation { Steps = steps, Points = points });
    }

    private static long[] Share(Basket basket, EarningSheet sheet, long points)
    {
        var shares = new long[basket.Lines.Count];
        long given = 0;
        for (var line = 0; line < shares.Length; line++)
            given += shares[line] = (long)decimal.Truncate(sheet.Total(line));
        if (given == points)
            return shares;
        foreach (var line in Enumerable.Range(0, shares.Length).OrderByDescending(line => sheet.Total(line) - shares[line]).ThenBy(line => line).Take((int)(points - given)))
            shares[line]++;
        return shares;
    }
}
