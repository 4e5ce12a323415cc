using System.Globalization;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Merchants;

/// <summary>A tenant: it runs one loyalty programme in its own currency, time zone and colours.</summary>
public sealed class Merchant : IVersioned
{
    private Merchant()
    {
    }

    /// <summary>A small number, 1, 2, 3 …</summary>
    public int Id { get; private set; }

    /// <summary>Its name in addresses: lower-case letters, digits and hyphens.</summary>
    public string Slug { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>ISO 4217.</summary>
    public string Currency { get; private set; } = "";

    /// <summary>IANA; decides days, months and expiry.</summary>
    public string TimeZone { get; private set; } = "";

    /// <summary>A culture name such as en-GB, for members who chose none.</summary>
    public string Locale { get; private set; } = "";

    /// <summary>What the merchant calls its points, in the plural.</summary>
    public string PointsName { get; private set; } = "";

    /// <summary>What one point is worth when spent, in the currency.</summary>
    public decimal PointValue { get; private set; }

    /// <summary>Days without a purchase after which a member counts as inactive.</summary>
    public int InactivityDays { get; private set; }

    /// <summary>Days since the last purchase up to which a member was here lately.</summary>
    public int ConvertibleDays { get; private set; } = MerchantSettings.UsualConvertibleDays;

    /// <summary>How much of a reward's points may be missing for it to be in reach, in per cent.</summary>
    public int ConvertiblePercent { get; private set; } = MerchantSettings.UsualConvertiblePercent;

    /// <summary>Days in which a member who asked to be forgotten may think better of it.</summary>
    public int ErasureDays { get; private set; } = MerchantSettings.UsualErasureDays;

    /// <summary>#rrggbb.</summary>
    public string BrandColour { get; private set; } = "";

    public bool IsDemo { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>When the launch checklist was put away, UTC; null while it shows.</summary>
    public DateTime? ChecklistDismissedAt { get; private set; }

    public long Version { get; private set; }

    public static Merchant Create(int id, string slug, MerchantSettings settings, bool isDemo, DateTime now)
    {
        var merchant = new Merchant { Id = id, Slug = slug, IsDemo = isDemo, CreatedAt = now };
        merchant.Apply(settings);
        return merchant;
    }

    /// <summary>Takes settings that <see cref="MerchantSettings.Check"/> found good.</summary>
    public void Change(MerchantSettings settings)
    {
        Apply(settings);
        Version++;
    }

    /// <summary>Puts the launch checklist away, or brings it back. No setting: it does not disturb who is editing those.</summary>
    public void ShowChecklist(bool shown, DateTime now) => ChecklistDismissedAt = shown ? null : now;

    private void Apply(MerchantSettings settings)
    {
        Name = settings.Name.Trim();
        Currency = settings.Currency;
        TimeZone = settings.TimeZone;
        Locale = settings.Locale;
        PointsName = settings.PointsName.Trim();
        PointValue = settings.PointValue;
        InactivityDays = settings.InactivityDays;
        ConvertibleDays = settings.ConvertibleDays;
        ConvertiblePercent = settings.ConvertiblePercent;
        ErasureDays = settings.ErasureDays;
        BrandColour = settings.BrandColour;
    }

    public MerchantSettings Settings() => new()
    {
        Name = Name,
        Currency = Currency,
        TimeZone = TimeZone,
        Locale = Locale,
        PointsName = PointsName,
        PointValue = PointValue,
        InactivityDays = InactivityDays,
        ConvertibleDays = ConvertibleDays,
        ConvertiblePercent = ConvertiblePercent,
        ErasureDays = ErasureDays,
        BrandColour = BrandColour,
    };

    public Zone Zone() => Platform.Time.Zone.Of(TimeZone);
}

/// <summary>What a merchant decides for itself.</summary>
public sealed record MerchantSettings
{
    public string Name { get; init; } = "";

    public string Currency { get; init; } = "GBP";

    public string TimeZone { get; init; } = "Europe/London";

    public string Locale { get; init; } = "en-GB";

    public string PointsName { get; init; } = "points";

    public decimal PointValue { get; init; } = 0.01m;

    public int InactivityDays { get; init; } = 90;

    public const int UsualConvertibleDays = 30;

    public int ConvertibleDays { get; init; } = UsualConvertibleDays;

    public const int UsualConvertiblePercent = 20;

    public int ConvertiblePercent { get; init; } = UsualConvertiblePercent;

    public const int UsualErasureDays = 14;

    public int ErasureDays { get; init; } = UsualErasureDays;

    public string BrandColour { get; init; } = "#4f46e5";

    public static readonly IReadOnlyList<string> Currencies = ["GBP", "EUR", "USD", "TRY", "CHF", "SEK", "NOK", "DKK", "PLN", "CAD", "AUD", "JPY"];

    public static readonly IReadOnlyList<string> Locales = ["en-GB", "en-US", "tr-TR"];

    /// <summary>What a point is worth as people type it, with either separator before the decimals and none that groups; null when it is no such number.</summary>
    public static decimal? ReadPointValue(string? typed)
    {
        var text = (typed ?? "").Trim().Replace(',', '.');
        return text.Length <= 16 && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    /// <summary>The first thing that is wrong, or null.</summary>
    public Failure? Check() => Problems().FirstOrDefault();

    /// <summary>Everything that is wrong, in the order of the form.</summary>
    public IEnumerable<Failure> Problems()
    {
        if (Name.Trim().Length is < 2 or > 80)
            yield return MerchantErrors.Setting("merchant_name");
        if (!Currencies.Contains(Currency))
            yield return MerchantErrors.Setting("merchant_currency");
        if (!Zone.Exists(TimeZone))
            yield return MerchantErrors.Setting("merchant_time_zone");
        if (!Locales.Contains(Locale))
            yield return MerchantErrors.Setting("merchant_locale");
        if (PointsName.Trim().Length is < 2 or > 30)
            yield return MerchantErrors.Setting("merchant_points_name");
        if (PointValue is <= 0 or > 1_000)
            yield return MerchantErrors.Setting("merchant_point_value");
        if (InactivityDays is < 1 or > 3_650)
            yield return MerchantErrors.Setting("merchant_inactivity_days");
        if (ConvertibleDays is < 1 or > 365)
            yield return MerchantErrors.Setting("merchant_convertible_days");
        if (ConvertiblePercent is < 0 or > 90)
            yield return MerchantErrors.Setting("merchant_convertible_percent");
        if (ErasureDays is < 1 or > 30)
            yield return MerchantErrors.Setting("merchant_erasure_days");
        if (BrandColour.Length != 7 || BrandColour[0] != '#' || !BrandColour[1..].All(char.IsAsciiHexDigit))
            yield return MerchantErrors.Setting("merchant_brand_colour");
    }

    /// <summary>
    /// What an editor wants, over what somebody else has saved meanwhile: a field that the editor did not touch takes the other's value.
    /// </summary>
    /// <param name="start">What the editor began with.</param>
    public MerchantSettings Over(MerchantSettings start, MerchantSettings saved) => new()
    {
        Name = Name == start.Name ? saved.Name : Name,
        Currency = Currency == start.Currency ? saved.Currency : Currency,
        TimeZone = TimeZone == start.TimeZone ? saved.TimeZone : TimeZone,
        Locale = Locale == start.Locale ? saved.Locale : Locale,
        PointsName = PointsName == start.PointsName ? saved.PointsName : PointsName,
        PointValue = PointValue == start.PointValue ? saved.PointValue : PointValue,
        InactivityDays = InactivityDays == start.InactivityDays ? saved.InactivityDays : InactivityDays,
        ConvertibleDays = ConvertibleDays == start.ConvertibleDays ? saved.ConvertibleDays : ConvertibleDays,
        ConvertiblePercent = ConvertiblePercent == start.ConvertiblePercent ? saved.ConvertiblePercent : ConvertiblePercent,
        ErasureDays = ErasureDays == start.ErasureDays ? saved.ErasureDays : ErasureDays,
        BrandColour = BrandColour == start.BrandColour ? saved.BrandColour : BrandColour,
    };

    /// <summary>The fields that differ, by their names in <see cref="MerchantSettings"/>.</summary>
    public IEnumerable<string> DifferencesFrom(MerchantSettings other)
    {
        (string Field, bool Differs)[] fields =
        [
            (nameof(Name), Name != other.Name),
            (nameof(Currency), Currency != other.Currency),
            (nameof(TimeZone), TimeZone != other.TimeZone),
            (nameof(Locale), Locale != other.Locale),
            (nameof(PointsName), PointsName != other.PointsName),
            (nameof(PointValue), PointValue != other.PointValue),
            (nameof(InactivityDays), InactivityDays != other.InactivityDays),
            (nameof(ConvertibleDays), ConvertibleDays != other.ConvertibleDays),
            (nameof(ConvertiblePercent), ConvertiblePercent != other.ConvertiblePercent),
            (nameof(ErasureDays), ErasureDays != other.ErasureDays),
            (nameof(BrandColour), BrandColour != other.BrandColour),
        ];
        return fields.Where(field => field.Differs).Select(field => field.Field);
    }
}

public enum Channel
{
    InStore = 1,
    Online = 2,
}

/// <summary>A location that sells: a shop, or a web shop.</summary>
public sealed class Store : IMerchantOwned
{
    private Store()
    {
    }

    public int Id { get; private set; }

    public int MerchantId { get; private set; }

    /// <summary>The shop's own code for it in its till and exports; unique per merchant.</summary>
    public string Code { get; private set; } = "";

    public string Name { get; private set; } = "";

    public string City { get; private set; } = "";

    public Channel Channel { get; private set; }

    public bool IsOpen { get; private set; } = true;

    public static Store Create(int id, int merchantId, string code, string name, string city, Channel channel) =>
        new() { Id = id, MerchantId = merchantId, Code = code.Trim(), Name = name.Trim(), City = city.Trim(), Channel = channel };

    public void Change(string code, string name, string city, Channel channel, bool isOpen)
    {
        Code = code.Trim();
        Name = name.Trim();
        City = city.Trim();
        Channel = channel;
        IsOpen = isOpen;
    }
}

public enum StaffRole
{
    Owner = 1,
    Manager = 2,
    Marketer = 3,
    Cashier = 4,
    Support = 5,
}

/// <summary>That a sign-in works for a merchant, and as what. Read across merchants at sign-in, so it carries no tenant filter.</summary>
public sealed class StaffMember
{
    private StaffMember()
    {
    }

    public int MerchantId { get; private set; }

    public long UserId { get; private set; }

    public StaffRole Role { get; private set; }

    /// <summary>The store a cashier works in, offered first at the till.</summary>
    public int? HomeStoreId { get; private set; }

    public bool IsActive { get; private set; } = true;

    public DateTime AddedAt { get; private set; }

    /// <summary>What the inviter called this person, until they have come in; null from then on. Nobody learns earlier who has which sign-in.</summary>
    public string? InvitedAs { get; private set; }

    public static StaffMember Create(int merchantId, long userId, StaffRole role, int? homeStoreId, DateTime now) =>
        new() { MerchantId = merchantId, UserId = userId, Role = role, HomeStoreId = homeStoreId, AddedAt = now };

    public void Become(StaffRole role, int? homeStoreId)
    {
        Role = role;
        HomeStoreId = homeStoreId;
    }

    public void Leave() => IsActive = false;

    public void Return() => IsActive = true;

    public void InviteAs(string name) => InvitedAs = name.Trim();
}
