using LoyaltyPortal.Members;

namespace LoyaltyPortal.Tests.Members;

public sealed class PreferencesTests : IAsyncLifetime
{
    private const long UserId = 41;

    private Counter counter = default!;
    private PreferencesService preferences = default!;

    public async Task InitializeAsync()
    {
        counter = await Counter.OpenAsync();
        preferences = new PreferencesService(counter.Database, counter.Clock);
    }

    public async Task DisposeAsync() => await counter.DisposeAsync();

    [Fact]
    public async Task Who_never_said_anything_celebrates_and_gets_every_letter()
    {
        var ada = await EnrolAsync();

        var usual = await preferences.OfAsync(counter.Actor.MerchantId, ada);

        Assert.Equal(PreferencesView.Usual, usual);
        Assert.Equal((false, LetterPurposes.All, null), (usual.CelebrationsOff, usual.Letters, usual.Language));
    }

    [Fact]
    public async Task What_a_member_changed_holds_and_an_old_version_is_refused()
    {
        var ada = await EnrolAsync();

        var first = await preferences.ChangeOwnAsync(counter.Actor.MerchantId, UserId, new PreferencesChange(true, LetterPurposes.Points, "tr", 0));
        var stale = await preferences.ChangeOwnAsync(counter.Actor.MerchantId, UserId, new PreferencesChange(false, LetterPurposes.All, null, 0));

        Assert.True(first.Succeeded);
        Assert.Equal("member_changed_meanwhile", stale.Failure?.Code);
        Assert.Equal(first.Value, await preferences.OfAsync(counter.Actor.MerchantId, ada));
        Assert.True(first.Value.CelebrationsOff);
    }

    [Fact]
    public async Task Each_purpose_that_changes_leaves_a_row_with_its_wording_and_no_other_does()
    {
        await EnrolAsync();
        counter.Clock.Now += TimeSpan.FromMinutes(1);
        var first = (await preferences.ChangeOwnAsync(counter.Actor.MerchantId, UserId, new PreferencesChange(false, LetterPurposes.All & ~LetterPurposes.Offers, null, 0))).Value;
        counter.Clock.Now += TimeSpan.FromMinutes(1);
        await preferences.ChangeOwnAsync(counter.Actor.MerchantId, UserId, new PreferencesChange(true, first.Letters, "en", first.Version));

        var history = await preferences.OwnConsentsAsync(counter.Actor.MerchantId, UserId);

        Assert.Equal([("email.offers", false, Consent.CurrentWording, false), ("email", true, Consent.CurrentWording, true)], history.Select(row => (row.Purpose, row.IsGiven, row.Wording, row.ByStaff)));
    }

    [Fact]
    public async Task A_letter_reaches_only_who_allows_letters_and_its_purpose()
    {
        var ada = await EnrolAsync();
        var berta = (await counter.EnrolAsync("Berta Benz", "berta@example.com")).MemberId;
        await preferences.ChangeOwnAsync(counter.Actor.MerchantId, UserId, new PreferencesChange(false, LetterPurposes.Points, "tr", 0));

        await using var context = counter.Database.ForMerchant(counter.Actor.MerchantId);

        var reached = await MemberPost.ReachAsync(context, ada, LetterPurposes.Points);
        Assert.Equal("ada@example.com", reached?.Email);
        Assert.Equal("tr-TR", reached?.LocaleOr("en-GB"));
        Assert.Null(await MemberPost.ReachAsync(context, ada, LetterPurposes.Offers));
        Assert.Null(await MemberPost.ReachAsync(context, berta, LetterPurposes.Points));
    }

    [Fact]
    public async Task A_strangers_sign_in_and_an_unknown_language_change_nothing()
    {
        var ada = await EnrolAsync();

        Assert.Equal("member_unknown", (await preferences.ChangeOwnAsync(counter.Actor.MerchantId, 99, new PreferencesChange(true, LetterPurposes.None, null, 0))).Failure?.Code);
        Assert.Equal("language_unknown", (await preferences.ChangeOwnAsync(counter.Actor.MerchantId, UserId, new PreferencesChange(true, LetterPurposes.None, "xx", 0))).Failure?.Code);
        Assert.Equal(PreferencesView.Usual, await preferences.OfAsync(counter.Actor.MerchantId, ada));
    }

    private async Task<long> EnrolAsync() => (await counter.EnrolAsync("Ada Lovelace", "ada@example.com", allowsEmail: true, userId: UserId)).MemberId;
}
