using System.Linq.Expressions;
using System.Text.Json;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Outbox;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Members;

/// <summary>What nobody shares with another member.</summary>
public enum MemberMark
{
    Code,
    Email,
    Phone,
    ExternalId,
}

/// <summary>What pages ask about members. Enrolling is the purchases room's, since points follow from it.</summary>
public sealed class MemberService(LoyaltyDatabase database, MemberLookup lookup, AuditLog audit, IdGenerator ids, TimeProvider clock)
{
    /// <summary>How far a list can be paged and counted; beyond it, search.</summary>
    public const int MostListed = 10_000;

    /// <summary>Where a change was said when the member made it.</summary>
    public const string FromWallet = "wallet";

    internal static readonly Expression<Func<Member, MemberRow>> ToRow =
        member => new MemberRow(member.Id, member.Name, member.Code, member.Email, member.Phone, member.IsTest, member.EnrolledAt);

    private static readonly Func<Member, MemberView> View = member => new MemberView(
        member.Id, member.Code, member.Name, member.Email, member.Phone, member.ExternalId, member.BirthDate, member.AllowsEmail, member.IsTest,
        member.EnrolledStoreId, member.EnrolledAt, member.UserId is not null, member.Version);

    /// <summary>One lookup by phone, e-mail, code, external number, or the start of any word of the name.</summary>
    /// <returns>Exact hits first, then by name; or <c>not_allowed</c>.</returns>
    public async Task<Result<MemberHits>> LookUpAsync(Actor actor, string text, int take, CancellationToken cancellation = default) =>
        MayNotSee(actor) is { } refusal ? refusal : await lookup.FindAsync(actor.MerchantId, text, take, cancellation);

    /// <summary>A page of all members, or of those that a search finds.</summary>
    /// <param name="skip">Rows before the page; at most <see cref="MostListed"/>.</param>
    /// <param name="among">Only those; null all.</param>
    /// <returns>The page; or <c>not_allowed</c>.</returns>
    public async Task<Result<MemberPage>> ListAsync(Actor actor, string? search, MemberOrder order, int skip, int take, MemberFilter? among = null, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeMembers) is { } refusal)
            return refusal;
        skip = Math.Clamp(skip, 0, MostListed);
        take = Math.Clamp(take, 1, 200);
        if (!string.IsNullOrWhiteSpace(search))
        {
            var hits = await lookup.FindAsync(actor.MerchantId, search, MemberLookup.MostHits, cancellation);
            var found = hits.Hits.Select(hit => hit.Member).ToList();
            if (among is not null)
            {
                await using var books = database.ForMerchant(actor.MerchantId);
                var hit = found.ConvertAll(row => row.Id);
                var meant = await among(books, books.Set<Member>().Where(member => hit.Contains(member.Id))).Select(member => member.Id).ToHashSetAsync(cancellation);
                found.RemoveAll(row => !meant.Contains(row.Id));
            }

            IEnumerable<MemberRow> inOrder = order switch
            {
                MemberOrder.Newest => found.OrderByDescending(row => row.EnrolledAt).ThenByDescending(row => row.Id),
                MemberOrder.Oldest => found.OrderBy(row => row.EnrolledAt).ThenBy(row => row.Id),
                _ => found,
            };
            return new MemberPage([.. inOrder.Skip(skip).Take(take)], found.Count, !hits.HasMore);
        }

        await using var context = database.ForMerchant(actor.MerchantId);
        var members = context.Set<Member>().AsNoTracking().Where(member => member.Status == MemberStatus.Active);
        if (among is not null)
            members = among(context, members);
        var total = await members.Take(MostListed + 1).CountAsync(cancellation);
        var ordered = order switch
        {
            MemberOrder.Name => members.OrderBy(member => member.SortName).ThenBy(member => member.Id),
            MemberOrder.Oldest => members.OrderBy(member => member.EnrolledAt).ThenBy(member => member.Id),
            _ => members.OrderByDescending(member => member.EnrolledAt).ThenByDescending(member => member.Id),
        };
        return new MemberPage(await ordered.Skip(skip).Take(take).Select(ToRow).ToListAsync(cancellation), Math.Min(total, MostListed), total <= MostListed);
    }

    /// <summary>Members in the order in which they joined, after one of them: a page that never shifts, and those who join meanwhile come at the end.</summary>
    /// <param name="after">When the last one of the page before joined, and its id; null from the first.</param>
    /// <returns>Or <c>not_allowed</c>.</returns>
    public async Task<Result<IReadOnlyList<MemberView>>> PageAsync(Actor actor, (DateTime At, long Id)? after, int take, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeMembers) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var members = context.Set<Member>().AsNoTracking().Where(member => member.Status == MemberStatus.Active);
        if (after is var (at, id))
            members = members.Where(member => member.EnrolledAt > at || (member.EnrolledAt == at && member.Id > id));
        var rows = await members.OrderBy(member => member.EnrolledAt).ThenBy(member => member.Id).Take(Math.Clamp(take, 1, 200)).ToListAsync(cancellation);
        return rows.ConvertAll(member => View(member));
    }

    /// <summary>Who has exactly this, and nothing else that looks like it: for programs, which take who is found for the one who is meant.</summary>
    /// <returns>Nobody, or one member (whom it was merged into); or <c>not_allowed</c>.</returns>
    public async Task<Result<IReadOnlyList<MemberView>>> WithAsync(Actor actor, MemberMark mark, string text, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeMembers) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var members = context.Set<Member>().AsNoTracking();
        var (code, email, phone, external) = (MemberCode.Parse(text), Member.NormalizeEmail(text), Member.NormalizePhone(text), text.Trim());
        var found = mark switch
        {
            MemberMark.Code => code is null ? null : members.Where(member => member.Code == code),
            MemberMark.Email => email is null ? null : members.Where(member => member.NormalizedEmail == email),
            MemberMark.Phone => phone is null ? null : members.Where(member => member.Phone == phone),
            _ => external.Length is 0 or > 60 ? null : members.Where(member => member.ExternalId == external),
        };
        if (found is null || await found.OrderBy(member => member.Id).Select(member => (long?)member.Id).FirstOrDefaultAsync(cancellation) is not { } id
            || await MergedMembers.FindAsync(context, id, cancellation) is not { Status: MemberStatus.Active } known)
            return Array.Empty<MemberView>();
        return new[] { View(known) };
    }

    /// <returns>The member, or whom it was merged into; or <c>member_unknown</c> (another merchant's too), <c>not_allowed</c>.</returns>
    public async Task<Result<MemberView>> FindAsync(Actor actor, long memberId, CancellationToken cancellation = default)
    {
        if (MayNotSee(actor) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        return await MergedMembers.FindAsync(context, memberId, cancellation) is { } found
            ? View(found)
            : MemberErrors.Unknown();
    }

    /// <summary>Changes what is known of a member, keeps the lookup in step, and proves a changed consent.</summary>
    /// <returns>The member as it is now; or <c>member_unknown</c>, <c>member_changed_meanwhile</c>, <c>member_email_taken</c>, <c>member_phone_taken</c>, what <see cref="EnrolmentCheck"/> finds, <c>not_allowed</c>.</returns>
    public async Task<Result<MemberView>> ChangeAsync(Actor actor, long memberId, MemberChange change, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ChangeMembers) is { } refusal)
            return refusal;
        return await database.ChangeAsync(actor.MerchantId, async context =>
        {
            var member = await context.Set<Member>().FirstOrDefaultAsync(member => member.Id == memberId && member.Status == MemberStatus.Active, cancellation);
            return await ApplyAsync(context, member, change, "portal", actor, cancellation);
        });
    }

    /// <summary>The member that a sign-in belongs to at a merchant, or null.</summary>
    public async Task<MemberView?> FindOwnAsync(int merchantId, long userId, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        return await OwnAsync(context, userId, cancellation) is { } found ? View(found) : null;
    }

    /// <summary>What members change of themselves.</summary>
    /// <returns>As <see cref="ChangeAsync"/>, without <c>not_allowed</c>, as only one's own membership is found; and <c>member_details_not_possible</c> whoever has them.</returns>
    public async Task<Result<MemberView>> ChangeOwnAsync(int merchantId, long userId, MemberChange change, CancellationToken cancellation = default)
    {
        var changed = await database.ChangeAsync(merchantId, async context =>
        {
            var member = await OwnAsync(context, userId, cancellation);
            return await ApplyAsync(context, member, change, FromWallet, null, cancellation);
        });
        return changed.Failure?.Code is "member_email_taken" or "member_phone_taken" ? MemberErrors.DetailsNotPossible() : changed;
    }

    /// <summary>Whether somebody is enrolled under that e-mail or phone: an enrolment would be refused.</summary>
    public async Task<bool> IsTakenAsync(int merchantId, string? email, string? phone, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        return await TakenAsync(context, 0, new MemberChange { Name = "", Email = email, Phone = phone, Version = 0 }, cancellation) is not null;
    }

    /// <summary>What shows that a card is one's own; null when there is no such card, or its wallet is somebody's already.</summary>
    public async Task<CardProof?> CardProofAsync(int merchantId, string code, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        return await UnclaimedAsync(context, code, cancellation) is not { } member ? null
            : member.NormalizedEmail is not null ? CardProof.Email
            : PhoneEndOf(member.Phone) is not null ? CardProof.PhoneEnd : CardProof.Staff;
    }

    /// <summary>
    /// Lets a sign-in open the wallet of a member who was enrolled without one. The code alone shows nothing, as anybody can read it off the card: the address that the sign-in
    /// has proved must be the member's, or, where the shop knows no address, the last digits of the phone number.
    /// </summary>
    /// <returns>The member; or <c>member_unknown</c> when they do not belong together, or the wallet is somebody's already.</returns>
    public async Task<Result<MemberView>> ClaimAsync(int merchantId, CardClaim claim, long userId, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        if (await UnclaimedAsync(context, claim.Code, cancellation) is not { } member || !IsShown(member, claim))
            return MemberErrors.Unknown();
        member.LinkTo(userId);
        try
        {
            await context.SaveChangesAsync(CancellationToken.None);
        }
        catch (DbUpdateConcurrencyException)
        {
            return MemberErrors.ChangedMeanwhile();
        }

        return View(member);
    }

    private static async Task<Member?> UnclaimedAsync(LoyaltyDbContext context, string code, CancellationToken cancellation) =>
        MemberCode.Parse(code) is { } parsed
        && await context.Set<Member>().FirstOrDefaultAsync(member => member.Code == parsed && member.Status == MemberStatus.Active, cancellation) is { UserId: null } member
            ? member : null;

    private static bool IsShown(Member member, CardClaim claim) => member.NormalizedEmail is { } email
        ? email == Member.NormalizeEmail(claim.ProvedEmail)
        : PhoneEndOf(member.Phone) is { } end && end == PhoneEndOf(claim.PhoneEnd);

    private static string? PhoneEndOf(string? phone)
    {
        var digits = new string([.. (phone ?? "").Where(char.IsAsciiDigit)]);
        return digits.Length < CardClaim.PhoneDigits ? null : digits[^CardClaim.PhoneDigits..];
    }

    internal static async Task<Member?> OwnAsync(LoyaltyDbContext context, long userId, CancellationToken cancellation)
    {
        var own = await context.Set<Member>().Where(member => member.UserId == userId && (member.Status == MemberStatus.Active || member.MergedInto != null)).OrderBy(member => member.Id).ToListAsync(cancellation);
        return own.Find(member => member.Status == MemberStatus.Active) ?? (own.Count == 0 ? null : await MergedMembers.FindAsync(context, own[0].Id, cancellation));
    }

    private async Task<Result<MemberView>> ApplyAsync(LoyaltyDbContext context, Member? member, MemberChange change, string source, Actor? staff, CancellationToken cancellation)
    {
        if (member is null)
            return MemberErrors.Unknown();
        if (member.Version != change.Version)
            return MemberErrors.ChangedMeanwhile();
        var now = clock.UtcNow();
        var asEnrolment = new Enrolment { Name = change.Name, Email = change.Email, Phone = change.Phone, BirthDate = change.BirthDate, ExternalId = member.ExternalId };
        if (EnrolmentCheck.Of(asEnrolment, now) is { } wrong)
            return wrong;
        if (await TakenAsync(context, member.Id, change, cancellation) is { } taken)
            return taken;

        var allowedEmail = member.AllowsEmail;
        var before = (member.Name, member.Email, member.Phone, member.BirthDate, member.AllowsEmail);
        member.Change(change.Name, change.Email, change.Phone, change.BirthDate, change.AllowsEmail && !string.IsNullOrWhiteSpace(change.Email));
        if (member.AllowsEmail != allowedEmail)
            context.Add(Consent.Of(member, Consent.Email, member.AllowsEmail, source, now, staff?.UserId));
        await ReindexAsync(context, member, cancellation);
        if (member.HasCompleteProfile)
            context.Add(OutboxMessage.Create(ids.Next(), member.MerchantId, ProfileComplete.MessageKind, ProfileComplete.Payload(member.Id, source), now));
        if (staff is not null)
        {
            // Which details, never what they were: the log outlives the member's right to be forgotten.
            var touched = new MemberTouched(before.Name != member.Name, before.Email != member.Email, before.Phone != member.Phone,
                before.BirthDate != member.BirthDate, before.AllowsEmail != member.AllowsEmail, IsTest: false);
            if (touched != MemberTouched.None)
                await audit.WriteAsync(context, staff, MemberTouched.What, member.Code, null, touched.ForLog(), cancellation);
        }

        // A lost race, for the details or for the log's next line, starts again from the reading: that says what was lost.
        await context.SaveChangesAsync(CancellationToken.None);
        return View(member);
    }

    private static async Task<Failure?> TakenAsync(LoyaltyDbContext context, long memberId, MemberChange change, CancellationToken cancellation)
    {
        var others = context.Set<Member>().AsNoTracking().Where(other => other.Id != memberId);
        if (Member.NormalizeEmail(change.Email) is { } email && await others.AnyAsync(other => other.NormalizedEmail == email, cancellation))
            return MemberErrors.EmailTaken();
        return Member.NormalizePhone(change.Phone) is { } phone && await others.AnyAsync(other => other.Phone == phone, cancellation) ? MemberErrors.PhoneTaken() : null;
    }

    private static async Task ReindexAsync(LoyaltyDbContext context, Member member, CancellationToken cancellation)
    {
        var known = await context.Set<MemberTerm>().Where(term => term.MemberId == member.Id).ToListAsync(cancellation);
        var wanted = MemberTerm.Of(member).ToDictionary(term => term.Term, StringComparer.Ordinal);
        foreach (var term in known.Where(term => !wanted.Remove(term.Term)))
            context.Remove(term);
        context.AddRange(wanted.Values);
    }

    /// <summary>Makes a member be found by what is known of it now and by nothing else.</summary>
    public Task ReindexAsync(int merchantId, long memberId, CancellationToken cancellation = default) => database.ChangeAsync(merchantId, async context =>
    {
        if (await context.Set<Member>().FirstOrDefaultAsync(member => member.Id == memberId, cancellation) is { } member)
            await ReindexAsync(context, member, cancellation);
        return await context.SaveChangesAsync(cancellation);
    });

    private static Failure? MayNotSee(Actor actor) =>
        actor.May(Permission.UseTill) || actor.May(Permission.SeeMembers) ? null : AccessErrors.Forbidden();
}

/// <summary>The outbox's message that a member was saved with nothing missing: whoever rewards that does it once.</summary>
public sealed record ProfileComplete(long MemberId, string Source)
{
    public const string MessageKind = "profile_complete";

    public static string Payload(long memberId, string source) => JsonSerializer.Serialize(new ProfileComplete(memberId, source), JsonSerializerOptions.Web);

    public static ProfileComplete Of(OutboxMessage message) => JsonSerializer.Deserialize<ProfileComplete>(message.Payload, JsonSerializerOptions.Web)!;
}

/// <summary>Which details of a member staff changed.</summary>
internal sealed record MemberTouched(bool Name, bool Email, bool Phone, bool BirthDate, bool AllowsEmail, bool IsTest)
{
    public const string What = "member_changed";

    public static readonly MemberTouched None = new(false, false, false, false, false, false);

    /// <summary>Only what was touched.</summary>
    public object ForLog() => new Dictionary<string, bool>
    {
        ["name"] = Name,
        ["email"] = Email,
        ["phone"] = Phone,
        ["birthDate"] = BirthDate,
        ["allowsEmail"] = AllowsEmail,
        ["isTest"] = IsTest,
    }.Where(field => field.Value).ToDictionary(field => field.Key, static _ => "changed");
}
