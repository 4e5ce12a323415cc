using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Proofs;

public enum ProofState
{
    /// <summary>To be done, or being done, by whoever holds the lease.</summary>
    Running = 1,

    /// <summary>Everything agrees.</summary>
    Whole = 2,

    /// <summary>Something does not agree.</summary>
    Broken = 3,

    /// <summary>Called off by a person.</summary>
    Stopped = 4,

    /// <summary>It could not be done to its end; it says nothing of the books.</summary>
    Failed = 5,
}

/// <summary>One proof of a merchant's books: who asked for it, how far it is, what it found.</summary>
public sealed class BooksProof : IMerchantOwned, IVersioned
{
    /// <summary>A process that died with a proof in its hands is given up after this.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private BooksProof()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    public ProofState State { get; private set; }

    /// <summary>The person who asked; null for the nightly job.</summary>
    public long? AskedBy { get; private set; }

    public string AskedByName { get; private set; } = "";

    public DateTime AskedAt { get; private set; }

    public DateTime? EndedAt { get; private set; }

    public string LeaseOwner { get; private set; } = "";

    public DateTime? LeasedUntil { get; private set; }

    /// <summary>Accounts there were when it began.</summary>
    public long AccountsInAll { get; private set; }

    public long Accounts { get; private set; }

    public long Entries { get; private set; }

    public long Lots { get; private set; }

    public long Allocations { get; private set; }

    public long Purchases { get; private set; }

    public long Returns { get; private set; }

    public long Redemptions { get; private set; }

    public long Corrections { get; private set; }

    public long Figures { get; private set; }

    public BookPart? Part { get; private set; }

    public string? Table { get; private set; }

    public string? Key { get; private set; }

    public string? What { get; private set; }

    public string? Expected { get; private set; }

    public string? Found { get; private set; }

    public long? MemberId { get; private set; }

    public long Version { get; private set; }

    public BooksCounts Counts => new() { Accounts = Accounts, Entries = Entries, Lots = Lots, Allocations = Allocations, Purchases = Purchases, Returns = Returns, Redemptions = Redemptions, Corrections = Corrections, Figures = Figures };

    /// <summary>The first difference; null when there is none.</summary>
    public BookDifference? Difference => Part is { } part ? new BookDifference(part, Table!, Key!, What!, Expected, Found, MemberId) : null;

    internal static BooksProof Ask(long id, Actor actor, DateTime now) => new()
    {
        Id = id,
        MerchantId = actor.MerchantId,
        State = ProofState.Running,
        AskedBy = actor.UserId,
        AskedByName = actor.Name,
        AskedAt = now,
    };

    internal void Claim(string owner, long accounts, DateTime now)
    {
        LeaseOwner = owner;
        LeasedUntil = now + Lease;
        AccountsInAll = accounts;
        Version++;
    }

    internal void Saw(BooksCounts counts, DateTime now)
    {
        (Accounts, Entries, Lots, Allocations, Purchases, Returns, Redemptions, Corrections, Figures) =
            (counts.Accounts, counts.Entries, counts.Lots, counts.Allocations, counts.Purchases, counts.Returns, counts.Redemptions, counts.Corrections, counts.Figures);
        LeasedUntil = now + Lease;
        Version++;
    }

    internal void Conclude(BooksResult result, DateTime now)
    {
        Saw(result.Counts, now);
        if (result.Difference is { } difference)
        {
            (Part, Table, Key) = (difference.Part, difference.Table, difference.Key);
            (What, Expected, Found, MemberId) = (difference.What, difference.Expected, difference.Found, difference.MemberId);
        }

        End(result.Difference is null ? ProofState.Whole : ProofState.Broken, now);
    }

    internal void End(ProofState state, DateTime now)
    {
        State = state;
        EndedAt = now;
        LeasedUntil = null;
        Version++;
    }
}

internal sealed class BooksProofMapping : IEntityTypeConfiguration<BooksProof>
{
    public void Configure(EntityTypeBuilder<BooksProof> builder)
    {
        builder.ToTable("BooksProofs");
        builder.HasKey(proof => proof.Id);
        builder.Property(proof => proof.What).IsLongOrNull();
        builder.Ignore(proof => proof.Counts);
        builder.Ignore(proof => proof.Difference);
        builder.HasIndex(proof => new { proof.MerchantId, proof.AskedAt });
        builder.HasIndex(proof => proof.State);
    }
}
