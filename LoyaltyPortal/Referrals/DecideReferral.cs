using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Referrals;

/// <summary>What the audit log calls what staff do with referrals.</summary>
public static class ReferralAudit
{
    public const string TermsPublished = "referral_terms_published";
    public const string Approved = "referral_approved";
    public const string Rejected = "referral_rejected";
}

/// <summary>The answer to a referral that is held: never by one of the two whom it is about.</summary>
public sealed class DecideReferral : WriteCommand<Done>
{
    public override string Kind => "referral_decision";

    public required long ReferralId { get; init; }

    public required bool Approve { get; init; }

    /// <summary>Why; at least three characters.</summary>
    public required string Note { get; init; }

    public required Actor By { get; init; }

    protected override object Body => new { ReferralId, Approve, Note, By = By.UserId };

    protected override async ValueTask<Result<Done>> ApplyAsync(Work work)
    {
        var note = Note.Trim();
        if (note.Length is < 3 or > Referral.NoteLength)
            return ReferralErrors.Note();
        if (await work.Session.GetAsync<Referral>(new RowKey(ReferralId)) is not { } referral || referral.MerchantId != MerchantId)
            return ReferralErrors.Unknown();
        if (referral.State != ReferralState.Held)
            return ReferralErrors.Decided();
        var referrer = await MemberBook.In(work).FindAsync(MerchantId, referral.ReferrerId);
        var referee = await MemberBook.In(work).FindAsync(MerchantId, referral.RefereeId);
        foreach (var member in new[] { referrer, referee })
        {
            if (member is not null && await OwnMembers.IsOwnAsync(work, member, By))
                return ReferralErrors.OwnReferral();
        }

        if (Approve)
            referral.Approve(By, note, work.Now);
        else
            referral.Reject(By, note, work.Now);
        ReferralBook.In(work).Update(referral);
        await AuditBook.In(work).WriteAsync(By, Approve ? ReferralAudit.Approved : ReferralAudit.Rejected, referrer?.Code ?? "", null, new { Friend = referee?.Code, referral.Reasons });
        work.AfterCommit(() => work.Signals.Changed(referral.ReferrerId));
        return Done.Instance;
    }
}
