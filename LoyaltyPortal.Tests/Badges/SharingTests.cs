using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using LoyaltyPortal.Badges;
using LoyaltyPortal.Badges.Pages;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Drawing;
using LoyaltyPortal.Wallet;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Badges;

/// <summary>Badges that are shown to others, and what the wallet celebrates.</summary>
public sealed class SharingTests : IAsyncLifetime
{
    private TestPortal _portal = null!;
    private TestMerchant _shop = null!;
    private BadgeDesk _desk = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync();
        _desk = new BadgeDesk(_portal, _shop);
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    public async Task A_shared_badge_shows_the_first_name_until_the_member_ends_it()
    {
        var badge = await _desk.PublishAsync(BadgeDesk.Badge(BadgeDesk.Purchases(), 1, 2));
        var (member, other) = (await _shop.MemberAsync(), await _portal.MerchantAsync());
        var shares = new BadgeShares(_portal.Database, _portal.Clock);
        TestMerchant.Refused("goal_unknown", await shares.ShareAsync(_shop.Id, member, badge));
        await _shop.BoughtAsync(member, TestMerchant.Line(10));

        var token = TestMerchant.Ok(await shares.ShareAsync(_shop.Id, member, badge));
        Assert.Equal(token, TestMerchant.Ok(await shares.ShareAsync(_shop.Id, member, badge)));

        var shown = (await shares.FindAsync(_shop.Id, token))!;
        Assert.Equal(("Member", "Badge for purchases", 1, 2), (shown.FirstName, shown.Name, shown.Level, shown.Levels));
        Assert.Null(await shares.FindAsync(other.Id, token));
        Assert.Null(await shares.FindAsync(_shop.Id, new string('a', BadgeShare.TokenLength)));
        Assert.Matches("^[a-km-np-z2-9]{26}$", token);
        await shares.EndAsync(_shop.Id, member, badge);
        Assert.Null(await shares.FindAsync(_shop.Id, token));
        Assert.NotEqual(token, TestMerchant.Ok(await shares.ShareAsync(_shop.Id, member, badge)));
    }

    [Fact]
    public async Task What_was_shared_before_a_merge_is_ended_by_who_the_person_goes_on_as()
    {
        var badge = await _desk.PublishAsync(BadgeDesk.Badge(BadgeDesk.Purchases(), 1));
        var (survivor, merged) = (await NamedAsync("Ada Byron"), await NamedAsync("Augusta King"));
        var shares = new BadgeShares(_portal.Database, _portal.Clock);
        await _shop.BoughtAsync(merged, TestMerchant.Line(10));
        var token = TestMerchant.Ok(await shares.ShareAsync(_shop.Id, merged, badge));

        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new LoyaltyPortal.Purchases.MergeMembers { MerchantId = _shop.Id, SurvivorId = survivor, MergedId = merged, By = _shop.Actor }));

        Assert.True(await shares.IsSharedAsync(_shop.Id, survivor, badge));
        Assert.Equal("Ada", (await shares.FindAsync(_shop.Id, token))!.FirstName);
        Assert.Equal(token, TestMerchant.Ok(await shares.ShareAsync(_shop.Id, survivor, badge)));
        await shares.EndAsync(_shop.Id, survivor, badge);
        Assert.Null(await shares.FindAsync(_shop.Id, token));
        Assert.False(await shares.IsSharedAsync(_shop.Id, survivor, badge));

        async Task<long> NamedAsync(string name) => TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new LoyaltyPortal.Purchases.EnrolMember { MerchantId = _shop.Id, EnrolledAt = "till", Enrolment = new Enrolment { Name = name, Email = $"{name[..2]}@example.com" } })).MemberId;
    }

    [Fact]
    public async Task However_many_devices_look_at_once_each_thing_is_celebrated_on_one()
    {
        await _desk.PublishAsync(BadgeDesk.Badge(BadgeDesk.Purchases(), 1, 2, 3));
        var member = await _shop.MemberAsync();
        for (var bought = 0; bought < 3; bought++)
            await _shop.BoughtAsync(member, TestMerchant.Line(10));

        var claimed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => new Celebrations(_portal.Storage.Again(), _portal.Clock).ClaimAsync(_shop.Id, member))));

        Assert.Equal([1, 2, 3], claimed.SelectMany(one => one).Select(one => one.Level).Order());
        Assert.All(await _shop.RowsAsync<Celebration>(), row => Assert.NotNull(row.SeenAt));
    }

    [Fact]
    public async Task Of_many_the_latest_few_are_celebrated_and_the_others_are_not_for_later()
    {
        await _desk.PublishAsync(BadgeDesk.Badge(BadgeDesk.Purchases(), 1, 2, 3, 4, 5));
        var member = await _shop.MemberAsync();
        var celebrations = new Celebrations(_portal.Database, _portal.Clock);
        for (var bought = 0; bought < 5; bought++)
            await _shop.BoughtAsync(member, TestMerchant.Line(10));

        Assert.Equal([5, 4, 3], (await celebrations.ClaimAsync(_shop.Id, member)).Select(one => one.Level));
        Assert.Empty(await celebrations.ClaimAsync(_shop.Id, member));
    }

    [Fact]
    public async Task What_is_reached_is_celebrated_once_and_not_at_all_for_who_does_not_want_it()
    {
        await _desk.PublishAsync(BadgeDesk.Badge(BadgeDesk.Purchases(), 1, 2, 3));
        var member = await _shop.MemberAsync();
        var celebrations = new Celebrations(_portal.Database, _portal.Clock);
        await _shop.BoughtAsync(member, TestMerchant.Line(10));

        Assert.Equal((CelebrationKind.Badge, 1, 3), Assert.Single(await celebrations.ClaimAsync(_shop.Id, member)) is var one ? (one.Kind, one.Level, one.Levels) : default);
        Assert.Empty(await celebrations.ClaimAsync(_shop.Id, member));

        await ChooseAsync(isOff: true);
        await _shop.BoughtAsync(member, TestMerchant.Line(10));
        Assert.Empty(await celebrations.ClaimAsync(_shop.Id, member));
        await ChooseAsync(isOff: false);
        Assert.Empty(await celebrations.ClaimAsync(_shop.Id, member));
        await _shop.BoughtAsync(member, TestMerchant.Line(10));
        Assert.Equal(3, Assert.Single(await celebrations.ClaimAsync(_shop.Id, member)).Level);

        async Task ChooseAsync(bool isOff)
        {
            await using var context = _portal.Database.ForMerchant(_shop.Id);
            if (await context.Set<MemberPreferences>().FirstOrDefaultAsync() is not { } preferences)
                context.Add(preferences = MemberPreferences.Usual(member, _shop.Id));
            preferences.Change(isOff, LetterPurposes.All, null);
            await context.SaveChangesAsync();
        }
    }

    [Fact]
    public async Task What_a_file_brings_from_long_ago_is_not_celebrated()
    {
        await _desk.PublishAsync(BadgeDesk.Badge(BadgeDesk.Purchases(), 1));
        var member = await _shop.MemberAsync(at: _portal.Clock.Now.AddDays(-200));

        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new LoyaltyPortal.Purchases.RecordPurchase
        {
            MerchantId = _shop.Id,
            StoreId = _shop.Store,
            MemberId = member,
            Source = LoyaltyPortal.Purchases.PurchaseSource.Import,
            OccurredAt = _portal.Clock.Now.AddDays(-100),
            Lines = [TestMerchant.Line(10)],
        }));

        Assert.Equal(_portal.Clock.Now.AddDays(-100).Date, Assert.Single(await _desk.AwardsAsync(member)).Day.ToDateTime(default));
        Assert.Empty(await _shop.RowsAsync<Celebration>());
    }

    [Fact]
    public void The_picture_is_a_png_of_the_size_that_other_sites_ask_for_and_says_something_else_for_somebody_else()
    {
        var settings = new MerchantSettings { Name = "Çiçek & Böcek", BrandColour = "#1f6f54" };
        var badge = new SharedBadge("Zeynep", "Shelf explorer of the whole wide world and then some more of it", "", "category", 2, 3, new DateOnly(2026, 6, 17));

        var png = BadgePicture.Png(badge, settings, "Silver", "Zeynep has earned a badge");

        Assert.Equal([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], png[..8]);
        Assert.Equal((1200, 630), (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
        var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33));
        using var rows = new MemoryStream();
        using (var zip = new ZLibStream(new MemoryStream(png, 41, length), CompressionMode.Decompress))
            zip.CopyTo(rows);
        Assert.Equal(630 * (1 + (1200 * 3)), rows.Length);
        Assert.Equal(png, BadgePicture.Png(badge, settings, "Silver", "Zeynep has earned a badge"));
        Assert.NotEqual(png, BadgePicture.Png(badge with { FirstName = "Ann" }, settings, "Silver", "Ann has earned a badge"));
        Assert.True(png.Length < 200_000);
        if (Environment.GetEnvironmentVariable("LOYALTY_KEEP_PICTURE") is { Length: > 0 } path)
            File.WriteAllBytes(path, png);
    }

    [Fact]
    public void Every_picture_that_can_be_chosen_can_be_drawn()
    {
        Assert.NotEmpty(IconPicker.Pictures);
        Assert.All(IconPicker.Pictures.Concat(Criteria.All.Select(kind => kind.Icon)).Concat(GoalPreset.All.Select(preset => preset.Icon)).Distinct(), name => Assert.NotEmpty(SvgPath.Icon(name)!.Contours));
    }

    [Fact]
    public void A_filled_shape_covers_its_area_and_letters_of_other_languages_have_outlines()
    {
        var canvas = new Canvas(40, 40, new Ink(0, 0, 0));
        canvas.Fill(Outline.Circle(new Vector2(20, 20), 15), new Ink(255, 255, 255));
        Assert.Equal(Math.PI * 15 * 15, canvas.Pixels.Sum(channel => channel / 255.0) / 3, 2.0);
        var box = new Canvas(10, 10, new Ink(0, 0, 0));
        box.Fill(Outline.Rectangle(2.5f, 3, 4, 2.5f), new Ink(200, 200, 200));
        Assert.Equal((0, 100, 200, 100), (box.Pixels[3 * 31], box.Pixels[3 * 32], box.Pixels[3 * 33], box.Pixels[3 * 53]));

        foreach (var letter in "AğĞüşİöçß€Ж")
            Assert.True(FontFace.SemiBold.Line(letter.ToString(), Vector2.Zero, 40).Contours.Count > 0, letter.ToString());
        Assert.Empty(FontFace.Regular.Line(" ", Vector2.Zero, 40).Contours);
        Assert.True(FontFace.Regular.WidthOf("mm", 20) > FontFace.Regular.WidthOf("ii", 20));
    }
}
