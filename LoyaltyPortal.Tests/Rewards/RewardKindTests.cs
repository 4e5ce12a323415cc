using System.Globalization;
using System.Xml.Linq;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Rewards.Kinds;

namespace LoyaltyPortal.Tests.Rewards;

/// <summary>Every kind of reward, run through the same demands.</summary>
public sealed class RewardKindTests
{
    /// <summary>Settings that are right, at least one of every sentence.</summary>
    private static readonly RewardKind[] Examples =
    [
        RewardKind<AmountOffSettings>.With<AmountOff>(new AmountOffSettings(7.5m)),
        RewardKind<PercentOffSettings>.With<PercentOff>(new PercentOffSettings(10)),
        RewardKind<PercentOffSettings>.With<PercentOff>(new PercentOffSettings(100)),
        RewardKind<PercentOffSettings>.With<PercentOff>(new PercentOffSettings(12.5m, 3)),
        RewardKind<PercentOffSettings>.With<PercentOff>(new PercentOffSettings(10, Category: "Books")),
        RewardKind<PercentOffSettings>.With<PercentOff>(new PercentOffSettings(10, 3, "Books")),
        RewardKind<FreeProductSettings>.With<FreeProduct>(new FreeProductSettings("A coffee")),
        RewardKind<FreeProductSettings>.With<FreeProduct>(new FreeProductSettings("A coffee", "COFFEE")),
        RewardKind<FreeShippingSettings>.With<FreeShipping>(new FreeShippingSettings()),
        RewardKind<FreeShippingSettings>.With<FreeShipping>(new FreeShippingSettings(4)),
        RewardKind<EventTicketSettings>.With<EventTicket>(new EventTicketSettings("Summer tasting")),
        RewardKind<EventTicketSettings>.With<EventTicket>(new EventTicketSettings("Summer tasting", 2)),
        RewardKind<EventTicketSettings>.With<EventTicket>(new EventTicketSettings("Summer tasting", EventId: 7_000_000_000_000)),
        RewardKind<EarlyAccessSettings>.With<EarlyAccess>(new EarlyAccessSettings("Autumn list", WindowId: 7_000_000_000_000)),
        RewardKind<EarlyAccessSettings>.With<EarlyAccess>(new EarlyAccessSettings("Autumn list")),
        RewardKind<EarlyAccessSettings>.With<EarlyAccess>(new EarlyAccessSettings("Autumn list", 1)),
        RewardKind<PartnerRewardSettings>.With<PartnerReward>(new PartnerRewardSettings("The Cinema", "A ticket")),
        RewardKind<DonationSettings>.With<Donation>(new DonationSettings("the lifeboats", 5)),
    ];

    private static readonly VoucherLine[][] Baskets =
    [
        [],
        [new VoucherLine("B", "Books", 1, 0.01m, false)],
        [new VoucherLine("B", "Books", 2, 20, false), new VoucherLine("COFFEE", "Café", 3, 10, false), new VoucherLine(null, null, 1, 4.99m, true)],
        [new VoucherLine("COFFEE", "Café", 0.5m, 1, false), new VoucherLine("COFFEE", "Café", 1, 3.333m, false)],
        [new VoucherLine("B", "books", 1, 0, false)],
    ];

    public static TheoryData<string> Kinds() => [.. RewardKinds.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_kind_has_words_an_icon_and_a_form_in_every_language(string key)
    {
        Assert.True(Icons.InSprite(RewardKinds.IconOf(key)), "no such icon");
        var examples = Examples.Where(kind => kind.Key == key).ToList();
        Assert.NotEmpty(examples);
        foreach (var file in new[] { "RewardsText.resx", "RewardsText.tr.resx" })
        {
            var texts = XDocument.Load(Path.Combine(Checkout.Root, "LoyaltyPortal", "Rewards", file)).Root!.Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);
            foreach (var name in (string[])["kind_" + key, $"kind_{key}_text", .. RewardFields.Of(RewardKinds.Create(key)).Select(field => $"Field.{key}.{field.Name}"), .. examples.Select(kind => "Sentence." + kind.Sentence.Code)])
                Assert.True(texts.ContainsKey(name), $"{file} has no {name}");
            foreach (var kind in examples)
            {
                var said = string.Format(CultureInfo.InvariantCulture, texts["Sentence." + kind.Sentence.Code], [.. kind.Sentence.Arguments.Select(argument => argument is RewardSentence.Amount amount ? amount.Value : argument)]);
                foreach (var argument in kind.Sentence.Arguments.OfType<string>())
                    Assert.Contains(argument, said, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Settings_come_back_from_storage_as_they_were_and_from_the_form_as_they_are_changed(string key)
    {
        foreach (var kind in Examples.Where(kind => kind.Key == key))
        {
            Assert.Empty(kind.Problems());
            var content = TestRewards.Five with { What = kind };
            var back = RewardContent.FromJson(content.ToJson());
            Assert.Equal((kind.Key, kind.SettingsValue), (back.What.Key, back.What.SettingsValue));
            Assert.Equal(content.ToJson(), back.ToJson());
            foreach (var field in RewardFields.Of(kind))
            {
                var same = RewardFields.With(kind, field, RewardFields.ValueOf(kind, field));
                Assert.Equal(kind.SettingsValue, same.SettingsValue);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_it_takes_off_is_never_negative_nor_more_than_the_lines_cost(string key)
    {
        foreach (var kind in Examples.Where(kind => kind.Key == key))
        {
            Assert.True(kind.Worth is null or >= 0);
            foreach (var basket in Baskets)
            {
                var discount = kind.Discount(basket);
                Assert.InRange(discount.Amount, 0, basket.Sum(line => line.Cost));
                Assert.Equal(Math.Round(discount.Amount, 2), discount.Amount);
                if (discount.Amount > 0)
                {
                    Assert.Equal(basket.Length, discount.On.Count);
                    Assert.True(discount.Amount <= basket.Where((_, index) => discount.On[index]).Sum(line => line.Cost));
                }
            }
        }
    }

    [Fact]
    public void Nonsense_is_noticed_in_every_kind()
    {
        RewardKind[] wrong =
        [
            RewardKind<AmountOffSettings>.With<AmountOff>(new AmountOffSettings(0)),
            RewardKind<PercentOffSettings>.With<PercentOff>(new PercentOffSettings(101)),
            RewardKind<FreeProductSettings>.With<FreeProduct>(new FreeProductSettings(" ")),
            RewardKind<FreeShippingSettings>.With<FreeShipping>(new FreeShippingSettings(-1)),
            RewardKind<EventTicketSettings>.With<EventTicket>(new EventTicketSettings("Tasting", 0)),
            RewardKind<EarlyAccessSettings>.With<EarlyAccess>(new EarlyAccessSettings("List", 0)),
            RewardKind<PartnerRewardSettings>.With<PartnerReward>(new PartnerRewardSettings("", "A ticket")),
            RewardKind<DonationSettings>.With<Donation>(new DonationSettings("", 5)),
        ];
        Assert.Equal(RewardKinds.Keys.Order(), wrong.Select(kind => kind.Key).Order());
        Assert.All(wrong, kind => Assert.NotEmpty(kind.Problems()));
    }

    [Fact]
    public void A_discount_is_what_the_kind_says()
    {
        VoucherLine[] basket = [new("B", "Books", 2, 20, false), new("COFFEE", "Café", 3, 10, false), new(null, null, 1, 4.99m, true)];
        decimal Off<TKind, TSettings>(TSettings settings) where TKind : RewardKind<TSettings>, new() where TSettings : class => RewardKind<TSettings>.With<TKind>(settings).Discount(basket).Amount;

        Assert.Equal(5, Off<AmountOff, AmountOffSettings>(new(5)));
        Assert.Equal(30, Off<AmountOff, AmountOffSettings>(new(500))); // not the postage
        Assert.Equal(3, Off<PercentOff, PercentOffSettings>(new(10)));
        Assert.Equal(2.5m, Off<PercentOff, PercentOffSettings>(new(10, 2.5m)));
        Assert.Equal(2, Off<PercentOff, PercentOffSettings>(new(10, Category: "BOOKS")));
        Assert.Equal(3.33m, Off<FreeProduct, FreeProductSettings>(new("Coffee", "COFFEE"))); // one of three
        Assert.Equal(0, Off<FreeProduct, FreeProductSettings>(new("Tea", "TEA")));
        Assert.Equal(4.99m, Off<FreeShipping, FreeShippingSettings>(new()));
        Assert.Equal(3, Off<FreeShipping, FreeShippingSettings>(new(3)));
    }

    [Fact]
    public void A_code_holds_eighty_random_bits_and_no_slip_of_the_finger_passes()
    {
        var code = VoucherCode.New();
        Assert.Equal(17, code.Length);
        Assert.DoesNotContain(code, c => "ILOU".Contains(c));
        Assert.Equal(1_000, Enumerable.Range(0, 1_000).Select(_ => VoucherCode.New()).Distinct().Count());
        Assert.Equal(code, VoucherCode.Parse(VoucherCode.Grouped(code).ToLowerInvariant().Replace('0', 'o').Replace('1', 'l')));
        for (var round = 0; round < 200; round++)
        {
            code = VoucherCode.New();
            for (var index = 0; index < code.Length; index++)
            {
                foreach (var other in "0123456789ABCDEFGHJKMNPQRSTVWXYZ".Where(other => other != code[index]))
                    Assert.Null(VoucherCode.Parse(code[..index] + other + code[(index + 1)..]));
                if (index > 0 && code[index] != code[index - 1])
                    Assert.Null(VoucherCode.Parse(code[..(index - 1)] + code[index] + code[index - 1] + code[(index + 1)..]));
            }
        }

        foreach (var nonsense in new[] { null, "", "x", code + "0", code[1..], new string('0', 65), "🎁" })
            Assert.Null(VoucherCode.Parse(nonsense));
    }

    [Fact]
    public void A_picture_is_what_its_first_bytes_say()
    {
        Assert.Equal("image/png", RewardImages.TypeOf([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0]));
        Assert.Equal("image/jpeg", RewardImages.TypeOf([0xFF, 0xD8, 0xFF, 0xE0]));
        Assert.Equal("image/webp", RewardImages.TypeOf("RIFF\0\0\0\0WEBPVP8 "u8));
        Assert.Equal("image/gif", RewardImages.TypeOf("GIF89a"u8));
        Assert.Null(RewardImages.TypeOf("<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"u8));
        Assert.Null(RewardImages.TypeOf([]));
    }
}
