namespace LoyaltyPortal.Benchmarks;

/// <summary>Books of many members, laid down by the database itself: large, plausible, and quickly there.</summary>
internal static class Books
{
    /// <summary>The id of the first member; those of the others follow.</summary>
    public const long FirstId = 1L << 40;

    /// <summary>The day on which everybody has bought once, and a purchase of this run is one more: the number of the day, and its month.</summary>
    public static readonly int Day = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).DayNumber;

    public static readonly int Month = LoyaltyPortal.Platform.Time.MonthNumber.Of(DateOnly.FromDayNumber(Day));

    /// <summary>Members with an account, one entry and lot, facts, a month and a day.</summary>
    /// <returns>The members' ids.</returns>
    public static long[] Fill(BenchPortal portal, int members, string lotExpiry = "1880000000000000", long due = 1_880_000_000_000_000)
    {
        var merchant = portal.Merchant.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        using var floor = new Floor(portal.File);
        floor.Begin();
        var id = $"{FirstId} + i";
        floor.Fill("Members", members, ("Id", id), ("MerchantId", merchant), ("Code", "printf('B%011d', i)"), ("Name", "'Member ' || i"), ("SortName", "'member ' || i"), ("Status", "1"), ("IsTest", "0"),
            ("Email", "NULL"), ("NormalizedEmail", "NULL"), ("Phone", "NULL"), ("ExternalId", "NULL"), ("BirthDate", "NULL"), ("UserId", "NULL"), ("Version", "0"));
        floor.Fill("PointsAccounts", members, ("Id", id), ("MerchantId", merchant), ("Active", "60"), ("Pending", "0"), ("Held", "0"), ("Version", "1"), ("NextDueAt", due.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        floor.Fill("LedgerEntries", members, ("AccountId", id), ("Sequence", "1"), ("MerchantId", merchant), ("Points", "60"), ("ActiveChange", "60"), ("PendingChange", "0"), ("HeldChange", "0"), ("ActiveAfter", "60"), ("PendingAfter", "0"), ("HeldAfter", "0"), ("RestoresSequence", "NULL"));
        floor.Fill("Lots", members, ("AccountId", id), ("Sequence", "1"), ("MerchantId", merchant), ("Points", "60"), ("Remaining", "60"), ("Held", "0"), ("IsPending", "0"), ("IsUsedUp", "0"), ("ExpiresAt", lotExpiry));
        floor.Fill("MemberFacts", members, ("MemberId", id), ("MerchantId", merchant), ("Purchases", "1"), ("NetSales", "439800"), ("Version", "1"), ("FirstPurchaseDay", Text(Day)), ("FirstPurchaseAt", "1700000000000000"), ("LastPurchaseAt", "1700000000000000"));
        floor.Fill("MemberMonths", members, ("MemberId", id), ("Month", Text(Month)), ("MerchantId", merchant), ("KeptDays", Text(1 << (DateOnly.FromDayNumber(Day).Day - 1))));
        floor.Fill("MemberDays", members, ("MemberId", id), ("Day", Text(Day)), ("MerchantId", merchant), ("PurchasePoints", "60"), ("OtherPoints", "0"), ("Net", "439800"), ("Visits", "1"));
        floor.Fill("TierStandings", members, ("MemberId", id), ("MerchantId", merchant), ("TierKey", $"'{BenchPortal.Ladder.Tiers[0].Key}'"), ("Since", Text(Day)), ("LosesOn", "NULL"), ("AssessedOn", Text(Day)), ("Counted", "600000"),
            ("CountedFrom", Text(Day - 364)), ("NextDueOn", "NULL"), ("Stamp", Text(BenchPortal.Ladder.Stamp)), ("Changes", "0"), ("Version", "1"));
        floor.Commit();
        floor.Run("ANALYZE");
        return [.. Enumerable.Range(0, members).Select(number => FirstId + number)];
    }

    /// <summary>One more entry with its lot in every account, expiring then (microseconds since 1970).</summary>
    public static void AddLot(Floor floor, BenchPortal portal, int members, int sequence, long expiresAt)
    {
        var (merchant, number, expiry) = (Text(portal.Merchant.Id), Text(sequence), Text(expiresAt));
        floor.Fill("LedgerEntries", members, ("AccountId", $"{FirstId} + i"), ("Sequence", number), ("MerchantId", merchant), ("Points", "60"), ("ActiveChange", "60"), ("PendingChange", "0"), ("HeldChange", "0"), ("ActiveAfter", "60"), ("PendingAfter", "0"), ("HeldAfter", "0"), ("RestoresSequence", "NULL"));
        floor.Fill("Lots", members, ("AccountId", $"{FirstId} + i"), ("Sequence", number), ("MerchantId", merchant), ("Points", "60"), ("Remaining", "60"), ("Held", "0"), ("IsPending", "0"), ("IsUsedUp", "0"), ("ExpiresAt", expiry));
    }

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
