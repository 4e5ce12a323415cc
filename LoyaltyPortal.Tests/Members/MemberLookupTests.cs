using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Members;

public sealed class MemberLookupTests : IAsyncLifetime
{
    private Counter counter = default!;
    private long ada;
    private string adasCode = "";

    public async Task InitializeAsync()
    {
        counter = await Counter.OpenAsync();
        var enrolled = await counter.EnrolAsync("Ada Çağla Whitfield", "Ada.Whitfield@example.com", "+44 7700 900123", "C-1042");
        (ada, adasCode) = (enrolled.MemberId, enrolled.Code);
        await counter.EnrolAsync("Adam Whitby", "adam@example.com");
        await counter.EnrolAsync("Berta Jean-Luc", phone: "0207 946 0000");
    }

    public async Task DisposeAsync() => await counter.DisposeAsync();

    [Theory]
    [InlineData("whitf")]
    [InlineData("cagla")]
    [InlineData("ÇAĞ")]
    [InlineData("ada whitf")]
    [InlineData("whitfield ada")]
    [InlineData("ada.whitf")]
    [InlineData("ADA.WHITFIELD@EXAMPLE.COM")]
    [InlineData("07700 900123")]
    [InlineData("+44 7700")]
    [InlineData("0123")]
    [InlineData("c-10")]
    public async Task Anything_known_of_a_member_finds_exactly_that_member(string typed)
    {
        Assert.Equal([ada], await FindAsync(typed));
    }

    [Fact]
    public async Task A_scanned_code_is_an_exact_hit_however_it_is_grouped()
    {
        foreach (var typed in (string[])[adasCode, MemberCode.Grouped(adasCode), adasCode.ToLowerInvariant().Replace("0", "o", StringComparison.Ordinal)])
        {
            var hits = (await counter.Members.LookUpAsync(counter.Actor, typed, 8)).Value;
            var hit = Assert.Single(hits.Hits);
            Assert.True(hit.IsExact);
            Assert.Equal(ada, hit.Member.Id);
        }
    }

    [Fact]
    public async Task Exact_hits_come_first_and_the_others_by_name()
    {
        await counter.EnrolAsync("Zoe Aa", externalId: "ada");

        var hits = (await counter.Members.LookUpAsync(counter.Actor, "ada", 8)).Value.Hits;

        Assert.Equal(["Zoe Aa", "Ada Çağla Whitfield", "Adam Whitby"], hits.Select(hit => hit.Member.Name));
        Assert.Equal([true, false, false], hits.Select(hit => hit.IsExact));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("%")]
    [InlineData("nobody")]
    [InlineData("ada nobody")]
    public async Task What_is_not_known_finds_nobody(string typed) => Assert.Empty(await FindAsync(typed));

    [Fact]
    public async Task Members_of_another_merchant_are_not_found()
    {
        var other = await counter.FoundAsync("Other Shop");
        await counter.EnrolAsync("Ada Elsewhere", "else@example.com", actor: other.Actor);

        Assert.Equal([ada], await FindAsync("ada whitf"));
        Assert.Empty(await FindAsync("elsewhere"));
        Assert.Equal("Ada Elsewhere", Assert.Single((await counter.Members.LookUpAsync(other.Actor, "ada", 8)).Value.Hits).Member.Name);
    }

    [Fact]
    public async Task Who_may_neither_see_members_nor_use_the_till_is_refused()
    {
        var actor = counter.Actor with { Permissions = System.Collections.Frozen.FrozenSet.ToFrozenSet([Permission.SeeReports]) };

        Assert.Equal("not_allowed", (await counter.Members.LookUpAsync(actor, "ada", 8)).Failure?.Code);
    }

    [Fact]
    public async Task More_than_asked_for_is_said()
    {
        for (var number = 0; number < 6; number++)
            await counter.EnrolAsync($"Carol {number}", $"carol{number}@example.com");

        var hits = (await counter.Members.LookUpAsync(counter.Actor, "carol", 5)).Value;

        Assert.Equal(5, hits.Hits.Count);
        Assert.True(hits.HasMore);
    }

    [Fact]
    public async Task A_lookup_seeks_the_primary_key_and_scans_nothing()
    {
        await using var context = counter.Database.ForMerchant(counter.Actor.MerchantId);
        var query = MemberLookup.Range(context.Set<MemberTerm>(), "ada").OrderBy(term => term.Term).ThenBy(term => term.MemberId).Select(term => term.MemberId).Take(9).ToQueryString();

        var plan = await PlanAsync(context, query);

        Assert.Contains("USING PRIMARY KEY (MerchantId=? AND Term>? AND Term<?)", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("SCAN", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_words_walk_one_range_and_seek_the_others_by_member()
    {
        await using var context = counter.Database.ForMerchant(counter.Actor.MerchantId);

        var plan = await PlanAsync(context, MemberLookup.HavingAll(context.Set<MemberTerm>(), ["whitf", "ada"]).Distinct().Take(9).ToQueryString());

        Assert.Contains("USING PRIMARY KEY (MerchantId=? AND Term>? AND Term<?)", plan, StringComparison.Ordinal);
        Assert.Contains("(MemberId=? AND MerchantId=? AND Term>? AND Term<?)", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("SCAN MemberTerms", plan, StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_ends_before_the_first_text_with_another_beginning()
    {
        Assert.Equal(("ada", "adb"), MemberLookup.Bounds("ada"));
        Assert.Equal(new string('x', MemberTerm.TermLength), MemberLookup.Bounds(new string('x', 100)).From);
    }

    private async Task<IEnumerable<long>> FindAsync(string typed) => (await counter.Members.LookUpAsync(counter.Actor, typed, 8)).Value.Hits.Select(hit => hit.Member.Id);

    // The parameters are set above the statement as comments; the plan needs none of their values.
    private static async Task<string> PlanAsync(LoyaltyDbContext context, string query)
    {
        await context.Database.OpenConnectionAsync();
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + string.Join('\n', query.Split('\n').Where(line => !line.StartsWith(".param", StringComparison.Ordinal)));
        foreach (System.Text.RegularExpressions.Match match in System.Text.RegularExpressions.Regex.Matches(command.CommandText, @"@\w+", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)))
        {
            if (!command.Parameters.Contains(match.Value))
                command.Parameters.Add(new SqliteParameter(match.Value, 1));
        }

        await using var reader = await command.ExecuteReaderAsync();
        var plan = "";
        while (await reader.ReadAsync())
            plan += reader.GetString(3) + "\n";
        return plan;
    }
}
