using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Purchases;

/// <summary>Where an action was reported. The numbers are stored: never renumber.</summary>
public enum ActionSource
{
    Till = 1,
    Portal = 2,
    Api = 3,

    /// <summary>By the member.</summary>
    Wallet = 4,

    /// <summary>By the portal itself.</summary>
    Schedule = 5,

    /// <summary>By following a link in a letter.</summary>
    Letter = 6,
}

/// <summary>What kind of thing proves an action. The numbers are stored: never renumber.</summary>
public enum EvidenceKind
{
    Text = 1,
    Url = 2,

    /// <summary>The shop's number of an order, a form, a ticket.</summary>
    Reference = 3,
}

/// <summary>What proves an action. People write in it: it lies in the action's row and nowhere else, least of all in a hashed one.</summary>
public sealed record ActionEvidence(EvidenceKind Kind, string Text)
{
    public const int TextLength = 1_000;
}

/// <summary>Something a member did besides buying. One row per member, action and source event; never changed.</summary>
public sealed class MemberAction : IMerchantOwned
{
    public const int SourceEventLength = 80;
    public const int SubjectLength = 200;

    private MemberAction()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    public long MemberId { get; private set; }

    /// <summary>One of <see cref="Earning.MemberActions.All"/>.</summary>
    public string Action { get; private set; } = "";

    public DateTime OccurredAt { get; private set; }

    public long Points { get; private set; }

    /// <summary>The part of <see cref="Points"/> that no rule gave: it is the event's own.</summary>
    public long OwnPoints { get; private set; }

    public int? StoreId { get; private set; }

    /// <summary>What happened, in the words of whoever reports it: unique per member and action; null for what was recorded before there were any.</summary>
    public string? SourceEvent { get; private set; }

    public ActionSource? Source { get; private set; }

    /// <summary>What it is about: the product, the event, the item.</summary>
    public string? Subject { get; private set; }

    public EvidenceKind? EvidenceKind { get; private set; }

    public string? Evidence { get; private set; }

    /// <summary>What it is worth, in the merchant's currency; only where the action has an amount.</summary>
    public decimal? Amount { get; private set; }

    /// <summary>The sign-in that reported it; null when the portal did.</summary>
    public long? ReportedBy { get; private set; }

    /// <summary>The entry with the points and their explanation; null when there are none.</summary>
    public long? EntrySequence { get; private set; }

    /// <summary>Why it earned nothing, as JSON; null where there is an entry.</summary>
    public string? Explanation { get; private set; }

    internal static MemberAction Record(long id, int merchantId, long memberId, ActionReport report, DateTime occurredAt, long points, Explanation explanation) => new()
    {
        Id = id,
        MerchantId = merchantId,
        MemberId = memberId,
        Action = report.Action,
        OccurredAt = occurredAt,
        Points = points,
        OwnPoints = report.OwnPoints,
        StoreId = report.StoreId,
        SourceEvent = report.SourceEvent,
        Source = report.Source,
        Subject = report.Subject,
        EvidenceKind = report.Evidence?.Kind,
        Evidence = report.Evidence?.Text,
        Amount = report.Amount == 0 ? null : report.Amount,
        ReportedBy = report.ReportedBy,
        Explanation = points > 0 ? null : explanation.ToJson(),
    };

    internal void Earned(long entrySequence) => EntrySequence = entrySequence;

    /// <summary>Whether a report says what this row says.</summary>
    internal bool Says(ActionReport report) =>
        Subject == report.Subject && EvidenceKind == report.Evidence?.Kind && Evidence == report.Evidence?.Text && (Amount ?? 0) == report.Amount
        && (report.OccurredAt is not { } at || Platform.Time.Clock.Truncate(at) == OccurredAt);
}

/// <summary>Up to which local day the birthdays of a merchant's members have been honoured.</summary>
public sealed class BirthdayRun : IMerchantOwned, IVersioned
{
    private BirthdayRun()
    {
    }

    public int MerchantId { get; private set; }

    /// <summary>The day that was being honoured at the last run; it is looked at again, as it may not have been over.</summary>
    public DateOnly Day { get; private set; }

    public long Version { get; private set; }

    internal static BirthdayRun Start(int merchantId, DateOnly day) => new() { MerchantId = merchantId, Day = day };

    internal void Reached(DateOnly day)
    {
        Day = day;
        Version++;
    }
}

internal sealed class MemberActionMapping : IEntityTypeConfiguration<MemberAction>
{
    public void Configure(EntityTypeBuilder<MemberAction> builder)
    {
        builder.ToTable("MemberActions");
        builder.HasKey(action => action.Id);
        builder.Property(action => action.Action).HasMaxLength(40);
        builder.Property(action => action.SourceEvent).HasMaxLength(MemberAction.SourceEventLength);
        builder.Property(action => action.Subject).HasMaxLength(MemberAction.SubjectLength);
        builder.Property(action => action.Evidence).HasMaxLength(ActionEvidence.TextLength);
        builder.Property(action => action.Explanation).IsLongOrNull();
        builder.HasIndex(action => new { action.MemberId, action.Action });
        builder.HasIndex(action => new { action.MemberId, action.Action, action.SourceEvent }).IsUnique();
        builder.NeverChanges();
    }
}

internal sealed class BirthdayRunMapping : IEntityTypeConfiguration<BirthdayRun>
{
    public void Configure(EntityTypeBuilder<BirthdayRun> builder)
    {
        builder.ToTable("BirthdayRuns");
        builder.HasKey(run => run.MerchantId);
        builder.Property(run => run.MerchantId).ValueGeneratedNever();
    }
}
