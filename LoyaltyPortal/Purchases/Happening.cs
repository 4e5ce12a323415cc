using LoyaltyPortal.Badges;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Tiers;

namespace LoyaltyPortal.Purchases;

public enum HappeningKind
{
    /// <summary>Nothing but that time may have passed, or that a tier was reached.</summary>
    Looked = 0,
    Enrolled = 1,
    Bought = 2,

    /// <summary>Goods of one purchase came back.</summary>
    Returned = 3,

    /// <summary>Goods of one purchase that had come back count as sold again.</summary>
    ReturnTakenBack = 4,

    /// <summary>A purchase was taken out of the books with the import that had brought it.</summary>
    PurchaseUndone = 5,

    /// <summary>An action was recorded.</summary>
    Acted = 6,

    /// <summary>A referral was paid to the member who invited; <see cref="Happening.Count"/> is -1 where it was clawed back.</summary>
    ReferralPaid = 7,
}

/// <summary>So much of one line, signed as the happening is.</summary>
public readonly record struct HappenedLine(string? Sku, string? Category, LineKind Kind, decimal Quantity, decimal Net, long Points);

/// <summary>
/// What one command did to one member's books, signed: what a return takes back is negative, so that everything that was ever told of one purchase adds up to what was kept of it.
/// </summary>
/// <param name="Day">The merchant's local day that it counts for: that of the purchase, also for a return.</param>
public sealed record Happening(HappeningKind Kind, DateOnly Day)
{
    /// <summary>Of a purchase or what came back of it; its state is the one after.</summary>
    public Purchase? Purchase { get; init; }

    public MemberAction? Action { get; init; }

    /// <summary>1, 0 or -1: a whole purchase, a part of one, a whole one taken back. See <see cref="Facts.QualifyingFact.Visits"/>.</summary>
    public long Count { get; init; }

    public decimal Net { get; init; }

    /// <summary>Points that it earned, or that were taken back.</summary>
    public long Points { get; init; }

    public IReadOnlyList<HappenedLine> Lines { get; init; } = [];

    /// <summary>The member is being enrolled now and has no past.</summary>
    public bool IsNewMember { get; init; }

    public static Happening Bought(Purchase purchase, IReadOnlyList<LineInput> lines) => new(HappeningKind.Bought, purchase.Day)
    {
        Purchase = purchase,
        Count = 1,
        Net = purchase.Net,
        Points = purchase.PointsEarned,
        Lines = [.. lines.Select(line => new HappenedLine(line.Sku, line.Category, line.Kind, line.Quantity, line.Net, 0))],
    };

    internal static Happening Returned(Purchase purchase, IEnumerable<ReturnedPart> parts) => new(HappeningKind.Returned, purchase.Day)
    {
        Purchase = purchase,
        Count = purchase.State == PurchaseState.Returned ? -1 : 0,
        Net = -parts.Sum(part => part.Net),
        Points = -parts.Sum(part => part.Points),
        Lines = [.. parts.Select(part => new HappenedLine(part.Line!.Sku, part.Line.Category, part.Line.Kind, -part.Quantity, -part.Net, -part.Points))],
    };

    /// <param name="lines">The purchase's lines by number.</param>
    /// <param name="wasWhole">Nothing of the purchase was left before.</param>
    public static Happening TakenBack(Purchase purchase, IReadOnlyList<PurchaseReturnLine> parts, IReadOnlyDictionary<int, PurchaseLine> lines, bool wasWhole) => new(HappeningKind.ReturnTakenBack, purchase.Day)
    {
        Purchase = purchase,
        Count = wasWhole ? 1 : 0,
        Net = parts.Sum(part => part.Net),
        Points = parts.Sum(part => part.PointsReversed),
        Lines = [.. parts.Select(part => (Part: part, Line: lines[part.PurchaseLineNumber!.Value])).Select(pair => new HappenedLine(pair.Line.Sku, pair.Line.Category, pair.Line.Kind, pair.Part.Quantity, pair.Part.Net, pair.Part.PointsReversed))],
    };

    /// <param name="wasWhole">Nothing of the purchase was left before.</param>
    /// <param name="points">What was left of its points.</param>
    public static Happening Undone(Purchase purchase, IReadOnlyList<PurchaseLine> lines, bool wasWhole, long points) => new(HappeningKind.PurchaseUndone, purchase.Day)
    {
        Purchase = purchase,
        Count = wasWhole ? 0 : -1,
        Net = purchase.ReturnedNet - purchase.Net,
        Points = -points,
        Lines = [.. lines.Select(line => new HappenedLine(line.Sku, line.Category, line.Kind, -line.QuantityLeft, line.ReturnedNet - line.Net, line.PointsReversed - line.PointsEarned))],
    };

    public static Happening Acted(MemberAction action, DateOnly day, bool isNewMember) => new(HappeningKind.Acted, day) { Action = action, Count = 1, Points = action.Points, IsNewMember = isNewMember };

    /// <param name="count">1, or -1 where it was clawed back; both count for the day on which it was paid.</param>
    public static Happening Referral(DateOnly day, int count) => new(HappeningKind.ReferralPaid, day) { Count = count };

    /// <summary>What badges and challenges may know of it; null where it is nothing to them.</summary>
    internal Deed? ToDeed() => Kind switch
    {
        HappeningKind.Bought or HappeningKind.Returned or HappeningKind.ReturnTakenBack or HappeningKind.PurchaseUndone => new Deed(DeedKind.Purchase, Day)
        {
            Count = Count,
            StoreId = Purchase!.StoreId,
            Net = Net,
            Points = Points,
            Lines = [.. Lines.Select(line => new DeedLine(line.Kind == LineKind.Goods ? line.Category : null, line.Quantity, line.Net))],
        },
        HappeningKind.Acted => new Deed(DeedKind.Action, Day) { Count = Count, What = Action!.Action, StoreId = Action.StoreId ?? 0, Points = Points },
        HappeningKind.ReferralPaid => new Deed(DeedKind.Referral, Day) { Count = Count },
        _ => null,
    };
}

/// <summary>Who has to know of what happened to a member's books: one call at the end of every command, in the same transaction, once the rows are entered.</summary>
public static class Happened
{
    /// <summary>Wallets celebrate what is not older than this; files bring years at once.</summary>
    private const int CelebratedDays = 30;

    public static async ValueTask<Failure?> TellAsync(Work work, Merchant merchant, Member member, Happening happening)
    {
        var today = merchant.Zone().DayOf(work.Now);
        var reached = TierBook.In(work).TakeReached();
        var deeds = new List<Deed>(1 + reached.Count);
        if (happening.ToDeed() is { } deed)
            deeds.Add(deed);
        deeds.AddRange(reached.Where(change => change.MemberId == member.Id).Select(BookDeeds.Of));
        if (await BadgesAsync(work, merchant, member, deeds, happening) is { } refused)
            return refused;

        foreach (var change in reached)
        {
            var climber = change.MemberId == member.Id ? member : (await work.Session.GetAsync<Member>(new RowKey(change.MemberId)))!;
            if (climber != member && await BadgesAsync(work, merchant, climber, [BookDeeds.Of(change)], new Happening(HappeningKind.Looked, change.Day)) is { } failure)
                return failure;
            if (!happening.IsNewMember && change.ToName is { } name && today.DayNumber - change.Day.DayNumber <= CelebratedDays)
                BadgeBook.In(work).CelebrateTier(climber, name);
        }

        return null;
    }

    /// <summary>The same for a member of whom only the id is known.</summary>
    public static async ValueTask<Failure?> TellAsync(Work work, Merchant merchant, long memberId, Happening happening) =>
        await TellAsync(work, merchant, (await work.Session.GetAsync<Member>(new RowKey(memberId)))!, happening);

    /// <summary>History has changed hands: badges and challenges are counted anew from what is the member's now.</summary>
    internal static async ValueTask<Failure?> RecountAsync(Work work, Merchant merchant, Member member)
    {
        _ = TierBook.In(work).TakeReached(); // they are in the books that are counted
        var zone = merchant.Zone();
        var moves = await BadgeBook.In(work).RecountAsync(member, zone, member.Status == MemberStatus.Active ? await BookDeeds.OfAsync(work, zone, member.Id) : []);
        return await Prizes.SettleAsync(work, merchant, member, moves, isCelebrated: true);
    }

    private static async ValueTask<Failure?> BadgesAsync(Work work, Merchant merchant, Member member, IReadOnlyList<Deed> deeds, Happening happening)
    {
        var zone = merchant.Zone();
        var moves = await BadgeBook.In(work).TellAsync(member, zone, deeds, () => BookDeeds.OfAsync(work, zone, member.Id), happening.IsNewMember);
        return moves.Count == 0 ? null : await Prizes.SettleAsync(work, merchant, member, moves, happening.Kind == HappeningKind.Looked || zone.DayOf(work.Now).DayNumber - happening.Day.DayNumber <= CelebratedDays);
    }
}
