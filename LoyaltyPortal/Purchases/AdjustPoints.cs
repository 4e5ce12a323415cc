using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;

namespace LoyaltyPortal.Purchases;

/// <summary>What became of an adjustment.</summary>
/// <param name="State">Booked, or waiting for a second person.</param>
public sealed record AdjustmentAnswer(long AdjustmentId, AdjustmentState State, long ActivePoints);

/// <summary>
/// Gives or takes points by hand. What one person gives to or takes from one member in a day, in all, without anybody else having seen it, is at most the programme's limit, transfers
/// included; what goes beyond becomes a request to a second person.
/// </summary>
public sealed class AdjustPoints : WriteCommand<AdjustmentAnswer>
{
    public const int ReasonLength = 300;

    public override string Kind => "adjustment";

    public required long MemberId { get; init; }

    public required AdjustmentKind Adjustment { get; init; }

    /// <summary>Positive, whichever way they go.</summary>
    public required long Points { get; init; }

    public required AdjustmentReason ReasonCode { get; init; }

    /// <summary>In the words of who does it; at most <see cref="ReasonLength"/> characters.</summary>
    public required string Reason { get; init; }

    public required Actor By { get; init; }

    protected override object Body => new { MemberId, Adjustment, Points, ReasonCode, Reason, By = By.UserId };

    protected override async ValueTask<Result<AdjustmentAnswer>> ApplyAsync(Work work)
    {
        if (Points is <= 0 or > 1_000_000_000)
            return PurchaseErrors.Points();
        if (Reason.Trim().Length is < 3 or > ReasonLength || !Adjustment.Reasons().Contains(ReasonCode))
            return CorrectionErrors.Reason();
        if (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)) is not { } merchant)
            return MerchantErrors.Unknown();
        if (await MemberBook.In(work).FindAsync(MerchantId, MemberId) is not { } member)
            return MemberErrors.Unknown();
        if (await OwnMembers.IsOwnAsync(work, member, By))
            return PurchaseErrors.OwnMember();
        var account = (await LedgerBook.In(work).AccountAsync(member.Id, MerchantId))!;
        if (Adjustment == AdjustmentKind.Debit && account.Active < Points)
            return LedgerErrors.NotEnough(Points, Math.Max(0, account.Active));

        var programme = await ProgrammeBook.In(work).CurrentAsync(MerchantId);
        var waits = Points + await AloneToday.SumAsync(work, member, merchant.Zone(), By.UserId) > programme.Points.AdjustmentLimit;
        var adjustment = PointsAdjustment.Ask(work.Ids.Next(), MerchantId, this, work.Now);
        work.Session.Insert(adjustment);
        if (!waits && await AdjustmentBooking.BookAsync(work, merchant, programme, adjustment) is { } failure)
            return failure;
        await AdjustmentBooking.TellAsync(work, merchant);
        await AuditBook.In(work).WriteAsync(By, waits ? CorrectionAudit.AdjustmentRequested : CorrectionAudit.PointsAdjusted, member.Code, null, AdjustmentBooking.Facts(adjustment));
        return new AdjustmentAnswer(adjustment.Id, adjustment.State, account.Active);
    }
}

/// <summary>The second person's answer to an adjustment that waits: never the one who asked, nor whose membership it is.</summary>
public sealed class DecideAdjustment : WriteCommand<AdjustmentAnswer>
{
    public override string Kind => "adjustment_decision";

    public required long AdjustmentId { get; init; }

    public required bool Approve { get; init; }

    public string? Note { get; init; }

    public required Actor By { get; init; }

    protected override object Body => new { AdjustmentId, Approve, Note, By = By.UserId };

    protected override async ValueTask<Result<AdjustmentAnswer>> ApplyAsync(Work work)
    {
        if (Note?.Length > AdjustPoints.ReasonLength)
            return CorrectionErrors.Reason();
        if (await work.Session.GetAsync<PointsAdjustment>(new RowKey(AdjustmentId)) is not { } adjustment || adjustment.MerchantId != MerchantId)
            return CorrectionErrors.RequestUnknown();
        if (adjustment.State != AdjustmentState.Waiting)
            return CorrectionErrors.RequestDecided();
        if (By.UserId is null || By.UserId == adjustment.AskedBy)
            return CorrectionErrors.SecondPerson();
        var merchant = (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)))!;
        if (await MemberBook.In(work).FindAsync(MerchantId, adjustment.MemberId) is not { } member)
            return MemberErrors.Unknown();
        if (await OwnMembers.IsOwnAsync(work, member, By))
            return PurchaseErrors.OwnMember();
        var account = (await LedgerBook.In(work).AccountAsync(member.Id, MerchantId))!;
        if (Approve && adjustment.Kind == AdjustmentKind.Debit && account.Active < adjustment.Points)
            return LedgerErrors.NotEnough(adjustment.Points, Math.Max(0, account.Active));

        adjustment.Decide(By, Approve, string.IsNullOrWhiteSpace(Note) ? null : Note.Trim(), work.Now);
        work.Session.Update(adjustment);
        if (Approve && await AdjustmentBooking.BookAsync(work, merchant, await ProgrammeBook.In(work).CurrentAsync(MerchantId), adjustment) is { } failure)
            return failure;
        await AdjustmentBooking.TellAsync(work, merchant);
        await AuditBook.In(work).WriteAsync(By, Approve ? CorrectionAudit.AdjustmentApproved : CorrectionAudit.AdjustmentDeclined, member.Code, null, AdjustmentBooking.Facts(adjustment));
        return new AdjustmentAnswer(adjustment.Id, adjustment.State, account.Active);
    }
}

/// <summary>Puts an adjustment into the ledger.</summary>
internal static class AdjustmentBooking
{
    public static async ValueTask<Failure?> BookAsync(Work work, Merchant merchant, Programme programme, PointsAdjustment adjustment)
    {
        var zone = merchant.Zone();
        var kind = adjustment.Kind.Entry();
        var signed = kind.IsDebit() ? -adjustment.Points : adjustment.Points;
        var member = (await MemberBook.In(work).FindAsync(merchant.Id, adjustment.MemberId))!; // merged meanwhile: whom it has come to
        var posted = await LedgerBook.In(work).PostAsync(merchant.Id, new Posting
        {
            AccountId = member.Id,
            Kind = kind,
            Points = adjustment.Points,
            Source = EntrySource.Adjustment,
            SourceId = adjustment.Id,
            OccurredAt = work.Now,
            Explanation = new Explanation { Points = signed, Steps = [new ExplanationStep("Purchases", "step_adjusted_" + adjustment.ReasonCode, Points: signed)] },
            ExpiresAt = kind.IsCredit() ? programme.Points.ExpiryOf(zone, work.Now, work.Now) : null,
        });
        if (!posted.Try(out var entry, out var failure))
            return failure;
        adjustment.Book(entry.Sequence);
        work.Session.Update(adjustment);
        return null;
    }

    /// <summary>Also where nothing is booked: looking at the account may have let points lapse.</summary>
    public static async ValueTask TellAsync(Work work, Merchant merchant)
    {
        var zone = merchant.Zone();
        await Aftermath.OfAsync(work, merchant.Id, StoreDay.NoStore, zone.DayOf(work.Now), zone);
    }

    /// <summary>What the audit log says of it; the words of the reason stay in its own row.</summary>
    public static object Facts(PointsAdjustment adjustment) => new { adjustment.Kind, adjustment.Points, Reason = adjustment.ReasonCode };
}
