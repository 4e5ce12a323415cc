using LoyaltyPortal.Facts;
using LoyaltyPortal.Platform.Data.Writing;

namespace LoyaltyPortal.Tests.Platform.Data;

public sealed class WriteSessionTests
{
    private static readonly RowQuery<MemberDay> Days = new RowQuery<MemberDay>().Where(nameof(MemberDay.MemberId)).OrderBy(nameof(MemberDay.Day));

    [Fact]
    public async Task What_is_added_to_a_row_is_there_whenever_the_row_is_read_again()
    {
        await using var storage = await TestDatabase.CreateAsync();
        await using var session = await storage.Database.OpenSessionAsync();
        await session.BeginAsync();
        for (var time = 1; time <= 3; time++)
        {
            session.Add(new MemberDay { MemberId = 7, Day = new DateOnly(2026, 3, 1), MerchantId = 1, PurchasePoints = 10 });
            Assert.Equal(10 * time, (await session.ListAsync(Days, 7L)).Single().PurchasePoints);
            session.Add(new MemberDay { MemberId = 7, Day = new DateOnly(2026, 3, 1), MerchantId = 1, OtherPoints = 1 });
            Assert.Equal(time, (await session.GetAsync<MemberDay>(new RowKey(7, new DateOnly(2026, 3, 1).DayNumber)))!.OtherPoints);
        }

        await session.CommitAsync();
    }
}
