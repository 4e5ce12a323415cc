using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Platform.Data;

/// <summary>The last number that a table's rows were given. It outlives the rows.</summary>
public sealed class NumberCounter : IVersioned
{
    private NumberCounter()
    {
    }

    public string Name { get; private set; } = "";

    public int Last { get; private set; }

    public long Version { get; private set; }

    internal static NumberCounter Of(string name) => new() { Name = name };

    /// <summary>The first of so many new numbers.</summary>
    internal int Take(int count)
    {
        var first = Last + 1;
        Last = checked(Last + count);
        Version++;
        return first;
    }
}

internal sealed class NumberCounterMapping : IEntityTypeConfiguration<NumberCounter>
{
    public void Configure(EntityTypeBuilder<NumberCounter> builder)
    {
        builder.ToTable("NumberCounters");
        builder.HasKey(counter => counter.Name);
        builder.Property(counter => counter.Name).HasMaxLength(60);
    }
}
