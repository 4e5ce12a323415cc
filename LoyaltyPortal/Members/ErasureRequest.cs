using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Members;

public enum ErasureState
{
    /// <summary>The days to think it over are not past; it can be revoked.</summary>
    Waiting = 1,

    Revoked = 2,

    /// <summary>The member is nobody any more and has no points; what rooms wrote of the person may still be there.</summary>
    Erased = 3,

    /// <summary>Nothing of the person is left.</summary>
    Cleaned = 4,
}

/// <summary>That a member is to be forgotten, and how far that has come. It says nothing of the person, and stays.</summary>
public sealed class ErasureRequest : IMerchantOwned, IVersioned
{
    private ErasureRequest()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    public long MemberId { get; private set; }

    public DateTime AskedAt { get; private set; }

    /// <summary>Not before then, UTC.</summary>
    public DateTime DueAt { get; private set; }

    /// <summary>The sign-in of the member of staff who wrote it down; null when the member asked.</summary>
    public long? StaffId { get; private set; }

    public ErasureState State { get; private set; }

    public DateTime? EndedAt { get; private set; }

    /// <summary>The sign-in that was taken off the member, until it has been seen to; those of who was merged into it stay with them until then.</summary>
    public long? UserId { get; private set; }

    public long Version { get; private set; }

    public static ErasureRequest Ask(long id, int merchantId, long memberId, int coolingOffDays, long? staffId, DateTime now) => new()
    {
        Id = id,
        MerchantId = merchantId,
        MemberId = memberId,
        AskedAt = now,
        DueAt = now.AddDays(coolingOffDays),
        StaffId = staffId,
        State = ErasureState.Waiting,
    };

    public void Revoke(DateTime now)
    {
        Move(ErasureState.Waiting, ErasureState.Revoked);
        EndedAt = now;
    }

    public void Erase(long? userId, DateTime now)
    {
        Move(ErasureState.Waiting, ErasureState.Erased);
        (EndedAt, UserId) = (now, userId);
    }

    public void Clean()
    {
        Move(ErasureState.Erased, ErasureState.Cleaned);
        UserId = null;
    }

    private void Move(ErasureState from, ErasureState to)
    {
        if (State != from)
            throw new InvalidOperationException($"Erasure {Id} is {State}, not {from}.");
        State = to;
        Version++;
    }
}

internal sealed class ErasureRequestMapping : IEntityTypeConfiguration<ErasureRequest>
{
    public void Configure(EntityTypeBuilder<ErasureRequest> builder)
    {
        builder.ToTable("ErasureRequests");
        builder.HasKey(request => request.Id);
        builder.Property(request => request.MerchantId).IsFixed();
        builder.Property(request => request.MemberId).IsFixed();
        builder.HasIndex(request => new { request.MemberId, request.State });
        builder.HasIndex(request => new { request.State, request.DueAt });
    }
}
