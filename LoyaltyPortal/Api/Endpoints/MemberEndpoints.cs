using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Referrals;
using LoyaltyPortal.Till;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LoyaltyPortal.Api.Endpoints;

/// <summary>Somebody who joins.</summary>
public sealed record MemberBody
{
    [MaxLength(120)]
    public required string Name { get; init; }

    [Description("An e-mail or a phone is needed."), MaxLength(200)]
    public string? Email { get; init; }

    [Description("With the country's code: +44 …"), MaxLength(40)]
    public string? Phone { get; init; }

    [Description("The shop's own number for the customer, unique per merchant."), MaxLength(Bounds.CustomerLength)]
    public string? ExternalId { get; init; }

    public DateOnly? BirthDate { get; init; }

    [Description("They have agreed to letters by e-mail.")]
    public bool AllowsEmail { get; init; }

    [Description("Where they join; left out: the key's store, or nowhere in particular.")]
    public string? Store { get; init; }

    [Description("The code of the friend who invited them."), MaxLength(40)]
    public string? ReferralCode { get; init; }
}

/// <summary>What enrolling did.</summary>
public sealed record EnrolledAnswer(string MemberId, [property: Description("What stands on the card.")] string Code, long Points);

/// <summary>A member.</summary>
public sealed record MemberAnswer(string Id, string Code, string Name, string? Email, string? Phone, string? ExternalId, DateOnly? BirthDate, bool AllowsEmail, bool IsTest, string? EnrolledStore, DateTime EnrolledAt, bool HasWallet);

/// <summary>A page of members.</summary>
/// <param name="NextCursor">Gives the next page; null at the end. Ask again later: who joins meanwhile comes at the end.</param>
public sealed record MemberListAnswer(IReadOnlyList<MemberAnswer> Items, string? NextCursor);

/// <summary>A member's points now.</summary>
public sealed record AccountAnswer(
    string MemberId, [property: Description("Spendable; below zero by a debt that the next points pay off.")] long ActivePoints, [property: Description("In the return window.")] long PendingPoints,
    [property: Description("Reserved by open redemptions.")] long HeldPoints, long LifetimeEarned, IReadOnlyList<ExpiringAnswer> Expiring, DateTime? NextRelease);

/// <summary>Points that end.</summary>
/// <param name="ExpiresAt">The first moment at which they are gone.</param>
public sealed record ExpiringAnswer(DateTime ExpiresAt, long Points);

/// <summary>A line of the ledger.</summary>
public sealed record EntryAnswer(
    string Sequence, string Kind, long Points, long ActiveAfter, long PendingAfter, string Source, string SourceId, DateTime OccurredAt, DateTime RecordedAt, DateTime? PendingUntil, ExplanationAnswer Explanation, string Hash);

/// <summary>A page of the ledger, newest first.</summary>
public sealed record EntryList(IReadOnlyList<EntryAnswer> Items, string? NextCursor);

/// <summary>Whom a member has invited, and who invited them.</summary>
public sealed record ReferralsAnswer([property: Description("What friends give when they join; null before the member has a link.")] string? Code, ReferralAnswer? BroughtBy, IReadOnlyList<ReferralAnswer> Brought);

public sealed record ReferralAnswer(string Id, string ReferrerId, string RefereeId, [property: Description("joined, qualified, held, paid, rejected or clawed_back.")] string State, DateTime JoinedAt, DateTime? DueAt);

/// <summary>Members, their accounts and their ledgers.</summary>
internal static class MemberEndpoints
{
    private const string Tag = "Members";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/members", EnrolAsync).For(ApiScopes.MembersWrite, "enrolMember", Tag, "Enrols somebody: member, account, sign-up points.")
            .Refuses(MemberErrors.NameMissing(), MemberErrors.NameTooLong(), MemberErrors.ContactMissing(), MemberErrors.EmailUnreadable(), MemberErrors.PhoneUnreadable(), MemberErrors.BirthDateImpossible(),
                MemberErrors.EmailTaken(), MemberErrors.PhoneTaken(), MemberErrors.ExternalIdTaken(), MerchantErrors.StoreUnknown(), ApiErrors.StoreNotAllowed(), ReferralErrors.CodeUnknown());
        api.MapGet("/members", ListAsync).For(ApiScopes.MembersRead, "listMembers", Tag, "Members in the order in which they joined; or the one with an e-mail, phone, code or external number.")
            .Refuses(ApiErrors.SearchMissing(), ApiErrors.CursorUnreadable());
        api.MapGet("/members/{id}", GetAsync).For(ApiScopes.MembersRead, "getMember", Tag, "A member, or whom they were merged into.").Refuses(MemberErrors.Unknown());
        api.MapGet("/members/{id}/account", AccountAsync).For(ApiScopes.PointsRead, "getAccount", Tag, "A member's points now: active, pending, held, and what ends when.").Refuses(MemberErrors.Unknown());
        api.MapGet("/members/{id}/entries", EntriesAsync).For(ApiScopes.PointsRead, "listEntries", Tag, "A member's ledger, newest first, each entry with its reason.").Refuses(MemberErrors.Unknown(), ApiErrors.CursorUnreadable());
        api.MapGet("/members/{id}/referrals", ReferralsAsync).For(ApiScopes.ReferralsRead, "listReferrals", Tag, "Whom a member has invited, and who invited them.").Refuses(MemberErrors.Unknown());
    }

    internal static Task<Result<MemberView>> FindAsync(MemberService members, ApiCaller caller, long id, CancellationToken cancellation) => members.FindAsync(caller.Actor, id, cancellation);

    private static async Task<Results<Created<EnrolledAnswer>, ApiProblem>> EnrolAsync(ApiCaller caller, CommandKey key, ApiBody<MemberBody> body, PurchaseService purchases)
    {
        var asked = body.Value;
        var storeId = caller.StoreId;
        if (asked.Store is not null)
        {
            if (!caller.Store(asked.Store).Try(out var store, out var elsewhere))
                return ApiProblem.Of(elsewhere);
            storeId = store.Id;
        }

        if (asked.ExternalId?.Trim().Length > Bounds.CustomerLength)
            return ApiProblem.Of(ApiErrors.BodyUnreadable("$.externalId"));
        var enrolled = await purchases.EnrolAsync(caller.Actor, key.Text, new Enrolment
        {
            Name = asked.Name,
            Email = asked.Email,
            Phone = asked.Phone,
            ExternalId = string.IsNullOrWhiteSpace(asked.ExternalId) ? null : asked.ExternalId.Trim(),
            BirthDate = asked.BirthDate,
            AllowsEmail = asked.AllowsEmail,
            StoreId = storeId,
        }, EnrolMember.FromApi, asked.ReferralCode);
        if (!enrolled.Try(out var member, out var failure))
            return ApiProblem.Of(failure);
        var id = ApiIds.Text(member.MemberId);
        return TypedResults.Created("/api/v1/members/" + id, new EnrolledAnswer(id, member.Code, member.Points));
    }

    private static async Task<Results<Ok<MemberListAnswer>, ApiProblem>> ListAsync(
        ApiCaller caller, string? email, string? phone, string? code, string? externalId, [Description("From the page before.")] string? cursor, [Description("Rows of a page, up to 200.")] int? limit, MemberService members, CancellationToken cancellation)
    {
        (MemberMark Mark, string? Text)[] searches = [(MemberMark.Email, email), (MemberMark.Phone, phone), (MemberMark.Code, code), (MemberMark.ExternalId, externalId)];
        if (searches.Count(static one => one.Text is not null) > 1)
            return ApiProblem.Of(ApiErrors.SearchMissing());
        if (searches.FirstOrDefault(static one => one.Text is not null) is { Text: { } text, Mark: var mark })
            return (await members.WithAsync(caller.Actor, mark, text, cancellation)).Try(out var found, out var unfound) ? TypedResults.Ok(new MemberListAnswer([.. found.Select(member => Of(member, caller))], null)) : ApiProblem.Of(unfound);
        (DateTime, long)? after = null;
        if (cursor is not null)
        {
            var parts = cursor.Split('-');
            if (parts is not [var ticks, var last] || ApiIds.Of(ticks) is var at && (at is 0 || at > DateTime.MaxValue.Ticks) || ApiIds.Of(last) == 0)
                return ApiProblem.Of(ApiErrors.CursorUnreadable());
            after = (new DateTime(at, DateTimeKind.Utc), ApiIds.Of(last));
        }

        var size = ApiPages.Size(limit);
        if (!(await members.PageAsync(caller.Actor, after, size, cancellation)).Try(out var page, out var failure))
            return ApiProblem.Of(failure);
        var next = page.Count == size ? string.Create(CultureInfo.InvariantCulture, $"{page[^1].EnrolledAt.Ticks}-{page[^1].Id}") : null;
        return TypedResults.Ok(new MemberListAnswer([.. page.Select(member => Of(member, caller))], next));
    }

    private static async Task<Results<Ok<MemberAnswer>, ApiProblem>> GetAsync(ApiCaller caller, string id, MemberService members, CancellationToken cancellation) =>
        (await members.FindAsync(caller.Actor, ApiIds.Of(id), cancellation)).Try(out var member, out var failure) ? TypedResults.Ok(Of(member, caller)) : ApiProblem.Of(failure);

    private static async Task<Results<Ok<AccountAnswer>, ApiProblem>> AccountAsync(ApiCaller caller, string id, TillService till, CancellationToken cancellation)
    {
        if (!(await till.MemberAsync(caller.Actor, ApiIds.Of(id), cancellation)).Try(out var member, out var failure))
            return ApiProblem.Of(failure);
        var account = member.Account;
        return TypedResults.Ok(new AccountAnswer(ApiIds.Text(member.Member.Id), account.Active, account.Pending, account.Held, account.LifetimeEarned,
            [.. account.NextExpiries.Select(points => new ExpiringAnswer(points.ExpiresAt, points.Points))], account.NextRelease));
    }

    private static async Task<Results<Ok<EntryList>, ApiProblem>> EntriesAsync(
        ApiCaller caller, string id, [Description("From the page before.")] string? cursor, [Description("Rows of a page, up to 200.")] int? limit, MemberService members, LedgerService ledger, ExplanationWords words, CancellationToken cancellation)
    {
        if (!(await members.FindAsync(caller.Actor, ApiIds.Of(id), cancellation)).Try(out var member, out var failure))
            return ApiProblem.Of(failure);
        if (cursor is not null && ApiIds.Of(cursor) == 0)
            return ApiProblem.Of(ApiErrors.CursorUnreadable());
        var size = ApiPages.Size(limit);
        var entries = await ledger.EntriesAsync(caller.Actor, member.Id, cursor is null ? null : ApiIds.Of(cursor), size, cancellation);
        return TypedResults.Ok(new EntryList(
            [.. entries.Select(entry => new EntryAnswer(ApiIds.Text(entry.Sequence), ApiWords.Word(entry.Kind), entry.Points, entry.ActiveAfter, entry.PendingAfter, ApiWords.Word(entry.Source), ApiIds.Text(entry.SourceId),
                entry.OccurredAt, entry.RecordedAt, entry.PendingUntil, ApiWords.Of(entry.Explanation, words), entry.Hash))],
            entries.Count == size ? ApiIds.Text(entries[^1].Sequence) : null));
    }

    private static async Task<Results<Ok<ReferralsAnswer>, ApiProblem>> ReferralsAsync(ApiCaller caller, string id, MemberService members, ReferralService referrals, CancellationToken cancellation)
    {
        if (!(await members.FindAsync(caller.Actor, ApiIds.Of(id), cancellation)).Try(out var member, out var failure) || !(await referrals.OfMemberAsync(caller.Actor, member.Id, cancellation)).Try(out var found, out failure))
            return ApiProblem.Of(failure);
        return TypedResults.Ok(new ReferralsAnswer(found.Code, found.BroughtBy is { } by ? Of(by) : null, [.. found.Brought.Select(Of)]));
    }

    private static ReferralAnswer Of(ReferralRow row) => new(ApiIds.Text(row.Id), ApiIds.Text(row.ReferrerId), ApiIds.Text(row.RefereeId), ApiWords.Word(row.State), row.JoinedAt, row.DueAt);

    private static MemberAnswer Of(MemberView member, ApiCaller caller) => new(
        ApiIds.Text(member.Id), member.Code, member.Name, member.Email, member.Phone, member.ExternalId, member.BirthDate, member.AllowsEmail, member.IsTest, caller.CodeOf(member.EnrolledStoreId), member.EnrolledAt, member.HasWallet);
}
