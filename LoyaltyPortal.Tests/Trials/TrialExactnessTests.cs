using System.IO.Compression;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Imports;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Proofs;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Tests.Imports;
using LoyaltyPortal.Tests.Imports.Reading;
using LoyaltyPortal.Tiers;

namespace LoyaltyPortal.Tests.Trials;

/// <summary>What-if over an imported file is, to the point, what importing that file under the tried programme from scratch gives.</summary>
public sealed class TrialExactnessTests
{
    private static readonly Ladder Ladder = new()
    {
        Measure = TierMeasure.EarnedPoints,
        GraceDays = 0,
        Tiers =
        [
            new Tier { Key = "member", Name = "Member" },
            new Tier { Key = "bronze", Name = "Bronze", Threshold = 100, Multiplier = 1.1m },
            new Tier { Key = "silver", Name = "Silver", Threshold = 250, Multiplier = 1.25m },
            new Tier { Key = "gold", Name = "Gold", Threshold = 600, Multiplier = 1.5m },
            new Tier { Key = "platinum", Name = "Platinum", Threshold = 1_500, Multiplier = 2 },
        ],
    };

    [Fact]
    public async Task Over_a_made_up_year() => await AssertExactAsync(ImportSlice.Of(4_000, members: 60).Bytes, minReturns: 30);

    [OnlineRetailFact]
    public async Task Over_the_first_weeks_of_Online_Retail() => await AssertExactAsync(await HeadOfOnlineRetailAsync(40_000), minReturns: 50);

    private static async Task AssertExactAsync(byte[] file, int minReturns)
    {
        await using var tried = await ImportBench.StartAsync();
        Assert.Equal(ImportState.Completed, (await tried.RunAsync(await tried.StartedAsync(file))).State);
        var draft = Programme(tried.Merchant);
        var trial = await new TrialBench(tried.Portal, tried.Merchant).ReplayAsync(draft);
        var then = await PerMemberAsync(tried.Merchant);

        await using var real = await ImportBench.StartAsync(draft);
        Assert.Equal(ImportState.Completed, (await real.RunAsync(await real.StartedAsync(file))).State);
        var expected = await PerMemberAsync(real.Merchant);
        Assert.Null((await new BooksVerification(real.Portal.Database).VerifyAsync(real.Merchant.Id)).Difference); // tiers among them
        var names = (await tried.Merchant.RowsAsync<Member>()).ToDictionary(member => member.Id, member => member.ExternalId!);
        var replayed = trial.Members.ToDictionary(member => names[member.MemberId]);

        Assert.True((await real.Merchant.RowsAsync<PurchaseReturn>()).Count(row => row.PointsReversed > 0) >= minReturns);
        Assert.Equal(expected.Keys.Order(), replayed.Keys.Order());
        Assert.All(expected, member => Assert.Equal((member.Key, member.Value), (member.Key, replayed[member.Key].Draft)));
        Assert.All(then, member => Assert.Equal((member.Key, member.Value), (member.Key, replayed[member.Key].Then)));
        Assert.NotEqual(then.Values.Sum(), expected.Values.Sum());
        Assert.Equal(expected.Values.Sum(), trial.Members.Sum(member => member.Draft));
    }

    private static async Task<Dictionary<string, long>> PerMemberAsync(TestMerchant merchant)
    {
        var names = (await merchant.RowsAsync<Member>()).ToDictionary(member => member.Id, member => member.ExternalId!);
        return (await merchant.RowsAsync<Purchase>()).Where(purchase => purchase.MemberId is not null)
            .GroupBy(purchase => names[purchase.MemberId!.Value]).ToDictionary(group => group.Key, group => group.Sum(purchase => purchase.PointsEarned - purchase.PointsReversed));
    }

    /// <summary>Eight rules: caps by purchase and month, a first purchase, a tier's multiplier, windows of dates and hours.</summary>
    private static ProgrammeContent Programme(TestMerchant merchant) => new()
    {
        Rules =
        [
            PointsPerAmount.With<PointsPerAmount>("Points for what you spend", new PointsPerAmountSettings(1.5m)),
            FirstPurchase.With<FirstPurchase>("Welcome", new FirstPurchaseSettings(75)),
            WeekdayHours.With<WeekdayHours>("Quiet mornings", new WeekdayHoursSettings([DayOfWeek.Tuesday, DayOfWeek.Thursday], new TimeOnly(8, 0), new TimeOnly(12, 0), 2)),
            DateWindow.With<DateWindow>("Before Christmas", new DateWindowSettings(new DateOnly(2010, 12, 6), new DateOnly(2010, 12, 24), 1.5m)),
            BasketThreshold.With<BasketThreshold>("Every forty", new BasketThresholdSettings(40, 11, EveryTime: true)),
            Segment.With<Segment>("Regulars", new SegmentSettings(MinPurchases: 3, MinSpend: 50, Factor: 1.25m)),
            Cap.With<Cap>("No more at once", new CapSettings(400, CapPeriod.Purchase)),
            Cap.With<Cap>("No more in a month", new CapSettings(2_500, CapPeriod.Month)),
        ],
        Stacking = Stacking.Multiply,
        Points = PointsPolicy.Of(14, 12),
        Ladder = Ladder,
    };

    /// <summary>So many lines of the file, cut at the end of an invoice.</summary>
    private static async Task<byte[]> HeadOfOnlineRetailAsync(int lines)
    {
        await using var packed = File.OpenRead(OnlineRetailFactAttribute.Location);
        using var reader = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        var head = new List<string>(lines);
        while (await reader.ReadLineAsync() is { } line && (head.Count < lines || InvoiceOf(line) == InvoiceOf(head[^1])))
            head.Add(line);
        return System.Text.Encoding.UTF8.GetBytes(string.Join('\n', head) + "\n");

        static string InvoiceOf(string line) => line[..Math.Max(0, line.IndexOf(',', StringComparison.Ordinal))];
    }
}
