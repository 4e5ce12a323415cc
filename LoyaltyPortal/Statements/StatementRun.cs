using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Statements;

/// <summary>Where a run stands. The numbers are stored: never renumber.</summary>
public enum StatementRunState
{
    Running = 1,
    Completed = 2,

    /// <summary>Called off by a person; nothing of it is kept.</summary>
    Stopped = 3,

    /// <summary>It met something that it cannot get past; what it has is removed.</summary>
    Failed = 4,

    /// <summary>It came to its end, and its file has been removed: after some weeks, or because somebody in it has been forgotten.</summary>
    Gone = 5,
}

/// <summary>One month's statements of all members, being made or ready to be fetched. They lie in <see cref="StatementPart"/>s.</summary>
public sealed class StatementRun : ILeased, IVersioned
{
    private StatementRun()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    /// <summary>As <see cref="Platform.Time.MonthNumber"/> has it.</summary>
    public int Month { get; private set; }

    /// <summary>The name of the sheet's size.</summary>
    public string Paper { get; private set; } = "";

    public StatementRunState State { get; private set; }

    /// <summary>Members when it began.</summary>
    public int Members { get; private set; }

    /// <summary>Members that have been seen to.</summary>
    public int Seen { get; private set; }

    /// <summary>Statements that are ready.</summary>
    public int Ready { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Where it goes on: members are taken by their ids.</summary>
    public long AfterMember { get; private set; }

    public int Parts { get; private set; }

    /// <summary>How often it was begun anew because somebody in it had been forgotten.</summary>
    public int Beginnings { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public long? CreatedBy { get; private set; }

    public DateTime? FinishedAt { get; private set; }

    public string? LeaseOwner { get; private set; }

    public DateTime? LeasedUntil { get; private set; }

    public long Version { get; private set; }

    public bool IsBusy => State == StatementRunState.Running;

    internal static StatementRun Begin(long id, int merchantId, int month, string paper, int members, long? by, DateTime now) =>
        new() { Id = id, MerchantId = merchantId, Month = month, Paper = paper, Members = members, State = StatementRunState.Running, CreatedBy = by, CreatedAt = now };

    public void Claim(string owner, DateTime until, DateTime now)
    {
        LeaseOwner = owner;
        LeasedUntil = until;
        Version++;
    }

    internal void Add(int seen, int ready, long bytes, long lastMember)
    {
        (Seen, Ready, Bytes, AfterMember) = (Seen + seen, Ready + ready, Bytes + bytes, lastMember);
        Members = Math.Max(Members, Seen);
        Parts++;
        Version++;
    }

    internal void Finish(StatementRunState state, DateTime now)
    {
        State = state;
        FinishedAt = now;
        Version++;
    }

    /// <summary>What it had made is no longer to be had; one that still goes on begins anew.</summary>
    internal void Forget()
    {
        if (State == StatementRunState.Completed)
            State = StatementRunState.Gone;
        (Seen, Ready, Bytes, AfterMember, Parts) = State == StatementRunState.Running ? (0, 0, 0, 0, 0) : (Seen, Ready, Bytes, AfterMember, Parts);
        Beginnings++;
        Version++;
    }
}

/// <summary>Some statements of a run, packed together: what they have in common, above all the fonts, is kept once.</summary>
public sealed class StatementPart : IMerchantOwned
{
    private StatementPart()
    {
    }

    public long RunId { get; private set; }

    public int Number { get; private set; }

    public int MerchantId { get; private set; }

    public byte[] Content { get; private set; } = [];

    internal static StatementPart Of(StatementRun run, byte[] content) => new() { RunId = run.Id, Number = run.Parts, MerchantId = run.MerchantId, Content = content };
}

internal sealed class StatementRunMapping : IEntityTypeConfiguration<StatementRun>
{
    public void Configure(EntityTypeBuilder<StatementRun> builder)
    {
        builder.ToTable("StatementRuns");
        builder.HasKey(run => run.Id);
        builder.Property(run => run.Paper).HasMaxLength(10);
        builder.Property(run => run.LeaseOwner).HasMaxLength(200);
        builder.Ignore(run => run.IsBusy);
        builder.HasIndex(run => new { run.MerchantId, run.Id });
        builder.HasIndex(run => run.State);
    }
}

internal sealed class StatementPartMapping : IEntityTypeConfiguration<StatementPart>
{
    public void Configure(EntityTypeBuilder<StatementPart> builder)
    {
        builder.ToTable("StatementParts");
        builder.HasKey(part => new { part.RunId, part.Number });
        builder.NeverChanges();
    }
}
