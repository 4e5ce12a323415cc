using System.Security.Cryptography;
using System.Text;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Api;

/// <summary>
/// What a till or a web shop shows instead of a sign-in. Only a hash of it is kept: being long and random it needs no slow one. Revoked, never deleted, because
/// keys under which commands were recorded stay known.
/// </summary>
public sealed class ApiKey : IMerchantOwned, IVersioned
{
    public const int NameLength = 60;
    public const int PrefixLength = 8;
    private const int SecretLength = 32;
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    private ApiKey()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>The part that may be seen, and that it is found by.</summary>
    public string Prefix { get; private set; } = "";

    public byte[] Hash { get; private set; } = [];

    /// <summary>Words of <see cref="ApiScopes"/> with blanks between them.</summary>
    public string Scopes { get; private set; } = "";

    /// <summary>The one store that it records for; null: all of them.</summary>
    public int? StoreId { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public string CreatedBy { get; private set; } = "";

    /// <summary>To the minute.</summary>
    public DateTime? LastUsedAt { get; private set; }

    public DateTime? RevokedAt { get; private set; }

    public long Version { get; private set; }

    /// <returns>The row, and the whole key, which nobody can read again.</returns>
    public static (ApiKey Row, string Key) Create(long id, int merchantId, string name, IEnumerable<string> scopes, int? storeId, string createdBy, DateTime now)
    {
        var prefix = RandomNumberGenerator.GetString(Alphabet, PrefixLength);
        var key = FormattableString.Invariant($"lp_{merchantId}_{prefix}{RandomNumberGenerator.GetString(Alphabet, SecretLength)}");
        var row = new ApiKey
        {
            Id = id,
            MerchantId = merchantId,
            Name = name,
            Prefix = prefix,
            Hash = HashOf(key),
            Scopes = string.Join(' ', scopes),
            StoreId = storeId,
            CreatedAt = now,
            CreatedBy = createdBy,
        };
        return (row, key);
    }

    /// <summary>The merchant and the prefix in a key's text; null where it is none.</summary>
    public static (int MerchantId, string Prefix)? Parse(string? text)
    {
        var parts = text?.Split('_');
        return parts is ["lp", var merchant, { Length: PrefixLength + SecretLength } secret]
            && int.TryParse(merchant, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id) && id > 0
            && secret.All(char.IsAsciiLetterOrDigit)
            ? (id, secret[..PrefixLength])
            : null;
    }

    public bool IsOf(string text) => RevokedAt is null && CryptographicOperations.FixedTimeEquals(Hash, HashOf(text));

    public void Revoke(DateTime now)
    {
        RevokedAt ??= now;
        Version++;
    }

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}

internal sealed class ApiKeyMapping : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("ApiKeys");
        builder.HasKey(key => key.Id);
        builder.Property(key => key.Name).HasMaxLength(ApiKey.NameLength);
        builder.Property(key => key.Prefix).HasMaxLength(ApiKey.PrefixLength);
        builder.Property(key => key.Hash).HasMaxLength(32);
        builder.Property(key => key.Scopes).HasMaxLength(400);
        builder.Property(key => key.CreatedBy).HasMaxLength(200);
        builder.HasIndex(key => new { key.MerchantId, key.Prefix }).IsUnique();
    }
}
