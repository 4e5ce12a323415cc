using System.Text.Json;
using System.Text.Json.Serialization;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Outbox;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Referrals;

namespace LoyaltyPortal.Purchases;

/// <summary>Enrols a person: member, points account, sign-up points, and a welcome by e-mail where it is allowed.</summary>
public sealed class EnrolMember : WriteCommand<EnrolledMember>
{
    /// <summary>Where people join without staff.</summary>
    public const string JoinPage = "join page";

    /// <summary>A till or web shop enrolled them by the API.</summary>
    public const string FromApi = "api";

    public override string Kind => "enrolment";

    public required Enrolment Enrolment { get; init; }

    /// <summary>Where it was said: till, join page, demo.</summary>
    public required string EnrolledAt { get; init; }

    /// <summary>What a friend's invitation brings along; null where there was none.</summary>
    public ReferralClaim? Referral { get; init; }

    /// <summary>Who of the staff wrote it down; no part of what makes two enrolments the same.</summary>
    [JsonIgnore]
    public long? StaffId { get; init; }

    protected override async ValueTask<Result<EnrolledMember>> ApplyAsync(Work work)
    {
        if (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)) is not { } merchant)
            return MerchantErrors.Unknown();
        if (Enrolment.StoreId is { } storeId && (await work.Session.GetAsync<Store>(new RowKey(storeId)))?.MerchantId != MerchantId)
            return MerchantErrors.StoreUnknown();
        if (Referral is { MustBeKnown: true, Code: not null } && await ReferralBook.In(work).InviterAsync(MerchantId, Referral.Code) is null)
            return ReferralErrors.CodeUnknown();
        if (!(await EnrolAsync(work, merchant, Enrolment, EnrolledAt, StaffId)).Try(out var member, out var failure))
            return failure;
        var referral = Referral is null ? null : await ReferralBook.In(work).JoinAsync(member!, Referral, StaffId);
        if (referral is not null)
            ChangedWallets.In(work).Add(referral.ReferrerId);
        var account = await LedgerBook.In(work).AccountAsync(member!.Id, MerchantId);
        return new EnrolledMember(member.Id, member.Code, account!.Active + account.Pending) { Referral = referral?.State };
    }

    internal static async ValueTask<Result<Member?>> EnrolAsync(Work work, Merchant merchant, Enrolment enrolment, string source, long? staffId = null)
    {
        if (!(await MemberBook.In(work).EnrolAsync(merchant.Id, enrolment, source, staffId)).Try(out var member, out var failure))
            return failure;
        LedgerBook.In(work).Open(member.Id, merchant.Id);
        var zone = merchant.Zone();
        var day = zone.DayOf(member.EnrolledAt);
        FactsBook.In(work).Enrolled(merchant.Id, member.EnrolledStoreId ?? StoreDay.NoStore, day, member.IsTest);

        if (await Happened.TellAsync(work, merchant, member, new Happening(HappeningKind.Enrolled, day) { IsNewMember = true }) is { } untold)
            return untold;

        // People whom a file brings did not sign up: no bonus and no letter for them.
        if (enrolment.ImportId is null)
        {
            foreach (var report in ReportsOf(member, source))
            {
                if (!(await RecordAction.RecordAsync(work, merchant, member, report, isNew: true)).Try(out _, out failure))
                    return failure;
            }

            if (member is { AllowsEmail: true, Email: not null } && source != "demo")
                work.Session.Insert(OutboxMessage.Create(work.Ids.Next(), merchant.Id, "mail", JsonSerializer.Serialize(new { template = "welcome", memberId = member.Id }, JsonSerializerOptions.Web), work.Now));
        }

        if (enrolment.ImportId is null)
            await Announcements.In(work).TellAsync(merchant.Id, EventNames.MemberEnrolled, () => Announced.Of(member));
        await Aftermath.OfAsync(work, merchant.Id, member.EnrolledStoreId ?? StoreDay.NoStore, day, zone, isAnnounced: enrolment.ImportId is null);
        return member;
    }

    private static IEnumerable<ActionReport> ReportsOf(Member member, string source)
    {
        var from = source switch { "till" => ActionSource.Till, JoinPage => ActionSource.Wallet, FromApi => ActionSource.Api, _ => ActionSource.Portal };
        yield return new ActionReport { Action = MemberActions.SignUp, SourceEvent = "join", Source = from, OccurredAt = member.EnrolledAt, StoreId = member.EnrolledStoreId };
        if (member.HasCompleteProfile)
            yield return CompleteProfile.Report with { Source = from, OccurredAt = member.EnrolledAt, StoreId = member.EnrolledStoreId };
    }
}

public sealed record EnrolledMember(long MemberId, string Code, long Points)
{
    /// <summary>What became of the friend's code that was given; null when no referral came of it.</summary>
    public ReferralState? Referral { get; init; }
}
