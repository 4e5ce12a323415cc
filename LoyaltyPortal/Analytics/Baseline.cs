using System.Text.Json;
using System.Text.Json.Serialization;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Analytics;

/// <summary>The main figures of loyalty. Their names are stored: never rename.</summary>
public enum LoyaltyFigure
{
    Nps,
    Index,
    Repeat,
    Returning,
    Retention,
    Engagement,
    MemberRedemption,
    Redemption,
    Frequency,
    Average,
    Value,
    Members,
}

/// <summary>A figure as a number, with what it was made of.</summary>
/// <param name="Value">Null where there was nothing to count.</param>
/// <param name="Top">The numerator; of the promoter score: promoters less detractors.</param>
/// <param name="Bottom">The denominator; null of what is only counted.</param>
/// <param name="Margin">Of an estimate: how far the truth may be off.</param>
public sealed record BaselineFigure(LoyaltyFigure Figure, decimal? Value, decimal? Top, decimal? Bottom = null, decimal? Margin = null);

/// <summary>Where loyalty stood on a day, kept under a name to be compared with later. Never changed.</summary>
public sealed class Baseline : IMerchantOwned
{
    public const int NameLength = 80;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private Baseline()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>The days that the figures are of, both included.</summary>
    public DateOnly From { get; private set; }

    public DateOnly To { get; private set; }

    public DateTime FrozenAt { get; private set; }

    public string FrozenBy { get; private set; } = "";

    /// <summary>The <see cref="BaselineFigure"/>s as JSON.</summary>
    public string Figures { get; private set; } = "[]";

    internal static Baseline Freeze(long id, int merchantId, string name, ReportWindow window, IReadOnlyList<BaselineFigure> figures, string by, DateTime now) => new()
    {
        Id = id,
        MerchantId = merchantId,
        Name = name.Trim(),
        From = window.From,
        To = window.To,
        FrozenAt = now,
        FrozenBy = by,
        Figures = JsonSerializer.Serialize(figures, Json),
    };

    public IReadOnlyList<BaselineFigure> ToFigures() => JsonSerializer.Deserialize<IReadOnlyList<BaselineFigure>>(Figures, Json)!;
}

internal sealed class BaselineMapping : IEntityTypeConfiguration<Baseline>
{
    public void Configure(EntityTypeBuilder<Baseline> builder)
    {
        builder.ToTable("Baselines");
        builder.HasKey(baseline => baseline.Id);
        builder.HasIndex(baseline => new { baseline.MerchantId, baseline.FrozenAt });
        builder.Property(baseline => baseline.Figures).IsLong();
        builder.NeverChanges();
    }
}
