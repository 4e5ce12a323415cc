using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Platform.Jobs;

/// <summary>Which process runs a job, until when, and when the job is next due: one row per job, taken and given back by guarded updates.</summary>
public sealed class JobLease
{
    private JobLease()
    {
    }

    public string Name { get; private set; } = "";

    /// <summary>The process that runs it now, or ran it last.</summary>
    public string Owner { get; private set; } = "";

    /// <summary>Nobody else runs it before then, UTC; null when nobody runs it.</summary>
    public DateTime? LeasedUntil { get; private set; }

    public DateTime NextRunAt { get; private set; }

    public DateTime? LastRunAt { get; private set; }

    /// <summary>What the last run broke on; null when it went well.</summary>
    public string? LastError { get; private set; }

    internal static JobLease Create(string name, DateTime now) => new() { Name = name, NextRunAt = now };
}

internal sealed class JobLeaseMapping : IEntityTypeConfiguration<JobLease>
{
    public void Configure(EntityTypeBuilder<JobLease> builder)
    {
        builder.ToTable("JobLeases");
        builder.HasKey(lease => lease.Name);
        builder.Property(lease => lease.Name).HasMaxLength(60);
        builder.Property(lease => lease.LastError).HasMaxLength(500);
    }
}
