using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Rewards;

namespace LoyaltyPortal.Tests.Rewards;

/// <summary>Rewards as the merchant keeps them.</summary>
public sealed class RewardServiceTests : IAsyncLifetime
{
    private TestPortal _portal = null!;
    private TestMerchant _shop = null!;
    private TestRewards _rewards = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync();
        _rewards = new TestRewards(_portal, _shop);
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    public async Task A_draft_may_be_wrong_but_is_not_published()
    {
        var added = TestMerchant.Ok(await _rewards.Rewards.AddAsync(_shop.Actor, TestRewards.Five with { Points = 0 }));
        Assert.Equal((RewardState.Draft, true), (added.State, added.HasDraft));

        TestMerchant.Refused("reward_name", await _rewards.Rewards.SaveAsync(_shop.Actor, added.Id, TestRewards.Five with { Name = " " }, added.Version));
        TestMerchant.Refused("reward_points", await _rewards.Rewards.PublishAsync(_shop.Actor, added.Id, added.Version));

        TestMerchant.Refused("reward_unknown", await _rewards.RedeemAsync(await _shop.MemberWithAsync(500), added.Id));
        TestMerchant.Ok(await _rewards.Rewards.DeleteAsync(_shop.Actor, added.Id));
        Assert.Empty(await _shop.RowsAsync<Reward>());
        Assert.Empty(await _shop.RowsAsync<RewardStock>());
    }

    [Fact]
    public void What_is_left_empty_stays_empty_in_storage()
    {
        var content = TestRewards.Five with { ValidDays = null, Stock = null, PerMember = null, Worth = null, MinBasket = null, From = null, Until = null, ImageId = null };

        var back = RewardContent.FromJson(content.ToJson());

        Assert.Equal(content.ToJson(), back.ToJson());
        Assert.Null(back.ValidDays);
    }

    [Fact]
    public async Task Publishing_and_retiring_are_in_the_audit_log_with_what_was_and_what_is()
    {
        var reward = await _rewards.PublishAsync();
        var edit = TestMerchant.Ok(await _rewards.Rewards.OpenAsync(_shop.Actor, reward));
        var saved = TestMerchant.Ok(await _rewards.Rewards.SaveAsync(_shop.Actor, reward, edit.Content with { Points = 450 }, edit.Version));
        var published = TestMerchant.Ok(await _rewards.Rewards.PublishAsync(_shop.Actor, reward, saved.Version));
        var retired = TestMerchant.Ok(await _rewards.Rewards.RetireAsync(_shop.Actor, reward, published.Version));
        TestMerchant.Ok(await _rewards.Rewards.PublishAsync(_shop.Actor, reward, retired.Version)); // offered again as it was

        var lines = (await new AuditLog(_portal.Database, _portal.Clock).ListAsync(_shop.Actor)).Where(line => line.What.StartsWith("reward_", StringComparison.Ordinal)).Reverse().ToList();

        Assert.Equal(["reward_added", "reward_published", "reward_published", "reward_retired", "reward_published"], lines.Select(line => line.What));
        Assert.Equal(new AuditChange("points", "500", "450"), Assert.Single(lines[2].Changes));
        Assert.Equal([1, 2, 3], (await _shop.RowsAsync<RewardVersion>()).Select(version => version.Number).Order());
    }

    [Fact]
    public async Task A_discarded_draft_leaves_what_is_published()
    {
        var reward = await _rewards.PublishAsync();
        var edit = TestMerchant.Ok(await _rewards.Rewards.OpenAsync(_shop.Actor, reward));
        var saved = TestMerchant.Ok(await _rewards.Rewards.SaveAsync(_shop.Actor, reward, edit.Content with { Name = "Six off" }, edit.Version));
        TestMerchant.Refused("reward_changed", await _rewards.Rewards.SaveAsync(_shop.Actor, reward, edit.Content, edit.Version));

        var discarded = TestMerchant.Ok(await _rewards.Rewards.DiscardAsync(_shop.Actor, reward, saved.Version));

        Assert.Equal(("5 off", false), (discarded.Content.Name, discarded.HasDraft));
        TestMerchant.Refused("reward_nothing_to_publish", await _rewards.Rewards.PublishAsync(_shop.Actor, reward, discarded.Version));
    }

    [Fact]
    public async Task Another_merchants_rewards_vouchers_and_pictures_are_not_there()
    {
        var other = await _portal.MerchantAsync(new LoyaltyPortal.Merchants.MerchantSettings { Name = "Another shop" });
        var reward = await _rewards.PublishAsync();
        var receipt = await _rewards.RedeemedAsync(await _shop.MemberWithAsync(500), reward);
        var theirs = new TestRewards(_portal, other);

        TestMerchant.Refused("reward_unknown", await theirs.Rewards.OpenAsync(other.Actor, reward));
        TestMerchant.Refused("reward_unknown", await theirs.RedeemAsync(await other.MemberWithAsync(500), reward));
        TestMerchant.Refused("voucher_unknown", await theirs.Redemptions.CheckAsync(other.Actor, other.Store, receipt.Code!));
        TestMerchant.Refused("voucher_unknown", await theirs.BurnAsync(receipt.RedemptionId));
        TestMerchant.Refused("voucher_unknown", await theirs.CancelAsync(receipt.RedemptionId));
    }

    [Fact]
    public async Task A_picture_is_kept_only_if_it_is_one_and_small_enough()
    {
        var images = new RewardImages(_portal.Database, _portal.Ids, _portal.Clock);
        byte[] png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. new byte[100]];

        var id = TestMerchant.Ok(await images.AddAsync(_shop.Actor, png));

        TestMerchant.Refused("reward_image", await images.AddAsync(_shop.Actor, "<svg/>"u8.ToArray()));
        TestMerchant.Refused("reward_image", await images.AddAsync(_shop.Actor, [.. png, .. new byte[RewardImages.MostBytes]]));
        var row = Assert.Single(await _shop.RowsAsync<RewardImage>());
        Assert.Equal((id, "image/png", png.Length), (row.Id, row.ContentType, row.Bytes.Length));
        var added = TestMerchant.Ok(await _rewards.Rewards.AddAsync(_shop.Actor, TestRewards.Five with { ImageId = 4711 }));
        TestMerchant.Refused("reward_image", await _rewards.Rewards.PublishAsync(_shop.Actor, added.Id, added.Version));
    }

    [Theory]
    [InlineData("UPDATE Redemptions SET State = 2")]
    [InlineData("UPDATE Redemptions SET State = 4")]
    [InlineData("UPDATE Redemptions SET PointsBack = 500")]
    [InlineData("UPDATE Redemptions SET Points = 499")]
    [InlineData("UPDATE RewardStocks SET Taken = 0")]
    [InlineData("DELETE FROM Redemptions")]
    public async Task A_redemption_that_does_not_agree_with_the_books_is_noticed(string tampering)
    {
        if (!_portal.Storage.IsSqlite)
            return;
        var reward = await _rewards.PublishAsync(TestRewards.Five with { What = RewardKind<LoyaltyPortal.Rewards.Kinds.DonationSettings>.With<LoyaltyPortal.Rewards.Kinds.Donation>(new LoyaltyPortal.Rewards.Kinds.DonationSettings("x")) });
        await _rewards.RedeemedAsync(await _shop.MemberWithAsync(500), reward);
        await _rewards.AssertProvenAsync();

        await _portal.Storage.ExecuteAsync(tampering);

        Assert.NotNull((await new LoyaltyPortal.Proofs.BooksVerification(_portal.Database).VerifyAsync(_shop.Id)).Difference);
    }
}
