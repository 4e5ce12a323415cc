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
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Tiers;

namespace LoyaltyPortal.Purchases;

/// <summary>One line as the till, a file or a shop gives it.</summary>
/// <param name="Net">What was paid for the whole line, in the merchant's currency, net of tax; not negative.</param>
/// <param name="EarnsPoints">False for postage, fees, gift cards.</param>
public sealed record LineInput(string? Sku, string? Name, string? Category, decimal Quantity, decimal Net, bool EarnsPoints = true)
{
    public decimal Quantity { get; init; } = Amounts.Stored(Quantity);

    public decimal Net { get; init; } = Amounts.Stored(Net);

    public string? Brand { get; init; }

    public LineKind Kind { get; init; } = LineKind.Goods;

    /// <summary>Tax on top of <see cref="Net"/>, in the merchant's currency; not negative.</summary>
    public decimal Tax { get; init => field = Amounts.Stored(value); }

    internal BasketLine ForBasket() => new(Sku, Category, Quantity, Net, EarnsPoints) { Brand = Brand, Kind = Kind, Tax = Tax };
}

/// <summary>Amounts and quantities as every database keeps them, so that what is compared later is what was stored.</summary>
internal static class Amounts
{
    public static decimal Stored(decimal amount) => decimal.Round(amount, 4, MidpointRounding.AwayFromZero);
}

/// <summary>Records a purchase, and with it everything that follows from it, or nothing.</summary>
public sealed class RecordPurchase : WriteCommand<PurchaseReceipt>
{
    private static readonly RowQuery<Purchase> ByReference = new RowQuery<Purchase>().Where(nameof(Purchase.MerchantId)).Where(nameof(Purchase.Reference));

    private static readonly RowQuery<PurchaseLine> LinesOf = new RowQuery<PurchaseLine>().Where(nameof(PurchaseLine.PurchaseId)).OrderBy(nameof(PurchaseLine.Number));

    public override string Kind => "purchase";

    public required int StoreId { get; init; }

    /// <summary>The member who bought; null with no <see cref="Customer"/> either: somebody unknown.</summary>
    public long? MemberId { get; init; }

    /// <summary>The shop's own number for the customer; a member is enrolled under it when there is none yet.</summary>
    public CustomerInput? Customer { get; init; }

    /// <summary>UTC; null now.</summary>
    public DateTime? OccurredAt { get; init; }

    /// <summary>The shop's own number for the purchase. The same number again is the same purchase.</summary>
    public string? Reference { get; init; }

    public required PurchaseSource Source { get; init; }

    public required IReadOnlyList<LineInput> Lines { get; init; }

    public long? ImportId { get; init; }

    public long? RecordedBy { get; init; }

    /// <summary>The address of <see cref="RecordedBy"/>'s sign-in: who it is, not a part of what is recorded.</summary>
    [JsonIgnore]
    public string? StaffEmail { get; init; }

    /// <summary>Points that were kept by <see cref="HoldPoints"/> and now pay a part. Null: none, or <see cref="PointsToSpend"/>.</summary>
    public long? HoldId { get; init; }

    /// <summary>Points that pay a part without having been kept before.</summary>
    public long PointsToSpend { get; init; }

    /// <summary>Redemptions that are used on it: vouchers, and what is kept for the member. <see cref="Lines"/> are what the goods cost without them. Null: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<long>? Vouchers { get; init; }

    /// <summary>Set where the amounts of <see cref="Lines"/> are in another currency than the merchant's.</summary>
    public ExchangeRate? Exchange { get; init; }

    /// <summary>The lines in the merchant's currency, as they are paid: what <see cref="Vouchers"/> take off is off, once that is known.</summary>
    [JsonIgnore]
    internal IReadOnlyList<LineInput> OwnLines
    {
        get => field ??= Exchange is null ? Lines : [.. Lines.Select(Exchange.Convert)];
        private set;
    }

    protected override async ValueTask<Result<PurchaseReceipt>> ApplyAsync(Work work)
    {
        OwnLines = null!; // a command that is done again begins with what it was given
        if (Bounds.Check(Reference, OccurredAt, work.Now, Lines) is { } wrong)
            return wrong;
        if (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)) is not { } merchant)
            return MerchantErrors.Unknown();
        if (Exchange?.Check(merchant.Currency) is { } rate)
            return rate;
        if (await work.Session.GetAsync<Store>(new RowKey(StoreId)) is not { } store || store.MerchantId != MerchantId)
            return MerchantErrors.StoreUnknown();
        if (Reference is not null && (await work.Session.ListAsync(ByReference, MerchantId, Reference)).FirstOrDefault() is { } known)
            return await AgainAsync(work, merchant, known);

        var occurredAt = Clock.Truncate(OccurredAt ?? work.Now);
        if (!(await MemberAsync(work, merchant, occurredAt)).Try(out var member, out var failure))
            return failure;

        if (member is { IsTest: false } && await OwnMembers.IsOwnAsync(work, member, RecordedBy, StaffEmail))
            return PurchaseErrors.OwnMember();
        if (EarlyAccessGate.Guards(Source) && await EarlyAccessGate.CheckAsync(work, merchant, member, Lines) is { } closed)
            return closed;
        if (!(await PurchaseVouchers.AskedAsync(work, this, member?.Id, OwnLines)).Try(out var vouchers, out failure))
            return failure;
        OwnLines = vouchers.Lines;
        if (!(await PointsPayment.AskedAsync(work, merchant, member, this, OwnLines.Sum(line => line.Net + line.Tax))).Try(out var payment, out failure))
            return failure;

        var zone = merchant.Zone();
        var local = zone.ToLocal(occurredAt);
        var day = DateOnly.FromDateTime(local);
        var programme = await ProgrammeBook.In(work).CurrentAsync(MerchantId);
        var earned = member is null ? null : programme.Rules.OnPurchase(BasketOf(merchant, store, occurredAt, local) with { PaidWithPoints = payment.Worth, Member = await BasketMembers.OfAsync(work, merchant, member, programme, day, occurredAt) });
        var number = Reference ?? (Source == PurchaseSource.Till ? await ReceiptNumbers.NextAsync(work, store, day) : null);
        var purchase = Purchase.Record(payment.PurchaseId ?? work.Ids.Next(), this, number, member?.Id, occurredAt, work.Now, day, earned?.Points ?? 0, payment);

        if (await vouchers.BurnAsync(work, merchant, this, purchase.Id) is { } unburnt)
            return unburnt;
        PointsAccount? account = null;
        if (member is not null)
        {
            account = await LedgerBook.In(work).AccountAsync(member.Id, MerchantId);
            if (await payment.SpendAsync(work, merchant, member.Id, purchase.Id, occurredAt) is { } unpaid)
                return unpaid;
            if (earned!.Points > 0)
            {
                var posted = await LedgerBook.In(work).PostAsync(MerchantId, CreditOf(purchase, merchant, programme, earned, work.Now));
                if (!posted.Try(out var entry, out failure))
                    return failure;
                purchase.Earned(entry.Sequence);
            }
        }

        work.Session.Insert(purchase);
        var (redeemed, worth) = payment.OfLines(OwnLines);
        for (var index = 0; index < OwnLines.Count; index++)
            work.Session.Insert(PurchaseLine.Of(purchase.Id, index + 1, MerchantId, OwnLines[index], earned?.LinePoints[index] ?? 0, redeemed[index], worth[index]));

        await FactsBook.In(work).PurchaseAsync(FactOf(work, purchase) with { Sales = () => ValueTask.FromResult(SoldCategories.Of(OwnLines.Select(static line => (line.Category, line.Net)))) });
        if (member is not null)
        {
            if (earned!.Points > 0)
                await FactsBook.In(work).SoldAsync(MerchantId, member.Id, day, day, earned.Points, purchase.Net);
            await Standings.QualifyAsync(work, merchant, member, day, new QualifyingFact(1, purchase.Net, earned.Points), day, TierCause.Earned);
            if (await Happened.TellAsync(work, merchant, member, Happening.Bought(purchase, OwnLines)) is { } untold)
                return untold;
        }

        if (ImportId is null)
            await Announcements.In(work).TellAsync(MerchantId, EventNames.PurchaseRecorded, () => Announced.Of(purchase, store));
        await Aftermath.OfAsync(work, MerchantId, StoreId, day, zone, isAnnounced: ImportId is null);
        if (await ReferralCourse.FollowAsync(work, merchant, purchase) is { } unfollowed)
            return unfollowed;
        if (member is not null && ImportId is null && await AutomaticRedemption.TryAsync(work, merchant, member) is { } unredeemed)
            return unredeemed;
        return PurchaseReceipt.Of(purchase, account);
    }

    /// <summary>The same reference again: the first answer if it is the same purchase, else a refusal.</summary>
    private async ValueTask<Result<PurchaseReceipt>> AgainAsync(Work work, Merchant merchant, Purchase known)
    {
        var member = Customer is not null ? (await Customer.FindAsync(work, MerchantId))?.Id : MemberId;
        var isSame = known.StoreId == StoreId && known.MemberId == member && (OccurredAt is not { } at || Clock.Truncate(at) == known.OccurredAt)
            && await PurchaseVouchers.PricedAsync(work, known, this) is { } lines
            && (await work.Session.ListAsync(LinesOf, known.Id)).Select(Goods).SequenceEqual(lines.Select(Goods));
        if (!isSame || !await PointsPayment.PaidAsync(work, known, this))
            return PurchaseErrors.ReferenceTaken(Reference!);
        var account = member is null ? null : await LedgerBook.In(work).AccountAsync(member.Value, MerchantId);
        await Aftermath.OfAsync(work, MerchantId, StoreId, known.Day, merchant.Zone());
        return PurchaseReceipt.Of(known, account) with { WasKnown = true };
    }

    private static (string? Sku, string? Name, LineKind Kind, decimal Quantity, decimal Net, decimal Tax) Goods(PurchaseLine line) => (line.Sku, line.Name, line.Kind, line.Quantity, line.Net, line.Tax);

    private static (string? Sku, string? Name, LineKind Kind, decimal Quantity, decimal Net, decimal Tax) Goods(LineInput line) => (line.Sku, line.Name, line.Kind, line.Quantity, line.Net, line.Tax);

    private async ValueTask<Result<Member?>> MemberAsync(Work work, Merchant merchant, DateTime occurredAt)
    {
        var members = MemberBook.In(work);
        if (MemberId is { } id)
            return await members.FindAsync(MerchantId, id) is { } member ? member : MemberErrors.Unknown();
        if (Customer is null)
            return (Member?)null;
        if (await Customer.FindAsync(work, MerchantId) is not { } known)
        {
            var enrolment = await Customer.EnrolmentAsync(work, MerchantId, StoreId, occurredAt, ImportId);
            return (await EnrolMember.EnrolAsync(work, merchant, enrolment, "import")).Then<Member?>(enrolled => enrolled);
        }

        // A number that leads here by way of a merged member stays with that one.
        if (known.ExternalId is null && await members.FindExternalAsync(MerchantId, Customer.ExternalId) is null)
            members.Adopt(known, Customer.ExternalId);
        if (known.Status == MemberStatus.Archived)
        {
            members.Revive(known, occurredAt, ImportId);
            FactsBook.In(work).Enrolled(MerchantId, known.EnrolledStoreId ?? StoreDay.NoStore, merchant.Zone().DayOf(known.EnrolledAt), known.IsTest);
        }

        return known;
    }

    private Basket BasketOf(Merchant merchant, Store store, DateTime occurredAt, DateTime local) => new()
    {
        OccurredAt = occurredAt,
        LocalTime = local,
        StoreId = store.Id,
        StoreName = store.Name,
        Channel = store.Channel,
        Currency = merchant.Currency,
        Lines = [.. OwnLines.Select(line => line.ForBasket())],
    };

    private static Posting CreditOf(Purchase purchase, Merchant merchant, Programme programme, Earned earned, DateTime now) => new()
    {
        AccountId = purchase.MemberId!.Value,
        Kind = EntryKind.EarnPurchase,
        Points = earned.Points,
        Source = EntrySource.Purchase,
        SourceId = purchase.Id,
        OccurredAt = purchase.OccurredAt,
        ProgrammeVersion = programme.Version,
        Explanation = earned.Explanation,
        AvailableFrom = programme.Points.AvailableFrom(merchant.Zone(), purchase.OccurredAt),
        ExpiresAt = programme.Points.ExpiryOf(merchant.Zone(), purchase.OccurredAt, now),
        ExtendsTo = programme.Points.ExtensionOf(merchant.Zone(), purchase.OccurredAt, now),
    };

    internal static PurchaseFact FactOf(Work work, Purchase purchase) =>
        new(purchase.MerchantId, purchase.StoreId, purchase.MemberId, purchase.OccurredAt, purchase.Day, purchase.Net, () => SoldCategories.In(work).OfAsync(purchase.Id), purchase.State == PurchaseState.Returned);

}

/// <summary>A customer as a file knows one.</summary>
public sealed record CustomerInput(string ExternalId, string? Name = null, string? Email = null, string? Phone = null)
{
    /// <summary>
    /// The member with that number; else one with that e-mail or phone who has no number yet. Who has another number is somebody else:
    /// files are full of shared phones and made-up addresses. Archived or not.
    /// </summary>
    internal async ValueTask<Member?> FindAsync(Work work, int merchantId)
    {
        var members = MemberBook.In(work);
        if (await members.FindExternalAsync(merchantId, ExternalId) is { } known)
            return known;
        var byContact = (Email is null ? null : await members.FindEmailAsync(merchantId, Email)) ?? (Phone is null ? null : await members.FindPhoneAsync(merchantId, Phone));
        return byContact is { ExternalId: null } ? byContact : null;
    }

    /// <summary>An enrolment with the contact details that nobody else has.</summary>
    internal async ValueTask<Enrolment> EnrolmentAsync(Work work, int merchantId, int storeId, DateTime occurredAt, long? importId)
    {
        var members = MemberBook.In(work);
        return new Enrolment
        {
            Name = string.IsNullOrWhiteSpace(Name) ? ExternalId : Name,
            Email = Email is null || await members.FindEmailAsync(merchantId, Email) is not null ? null : Email,
            Phone = Phone is null || await members.FindPhoneAsync(merchantId, Phone) is not null ? null : Phone,
            ExternalId = ExternalId,
            StoreId = storeId,
            OccurredAt = occurredAt,
            ImportId = importId,
        };
    }
}

/// <summary>What the till prints and the shop is told. Points are whole.</summary>
public sealed record PurchaseReceipt(long PurchaseId, long? MemberId, decimal Net, long Points, long ActivePoints, long PendingPoints)
{
    /// <summary>The purchase had been recorded before; nothing was done now.</summary>
    public bool WasKnown { get; init; }

    /// <summary>The import that recorded it.</summary>
    public long? ImportId { get; init; }

    /// <summary>Points that paid a part, and what they were worth.</summary>
    public long PointsRedeemed { get; init; }

    public decimal PaidWithPoints { get; init; }

    internal static PurchaseReceipt Of(Purchase purchase, PointsAccount? account) => new(purchase.Id, purchase.MemberId, purchase.Net, purchase.PointsEarned, account?.Active ?? 0, account?.Pending ?? 0)
    {
        ImportId = purchase.ImportId,
        PointsRedeemed = purchase.PointsRedeemed,
        PaidWithPoints = purchase.PaidWithPoints,
    };
}
