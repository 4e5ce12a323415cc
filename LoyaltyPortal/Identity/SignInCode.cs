using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Identity;

/// <summary>The newest code that was e-mailed to somebody to sign in with: hashed, short-lived, good once, and for a few tries.</summary>
public sealed class SignInCode
{
    private SignInCode()
    {
    }

    public long UserId { get; private set; }

    public string Hash { get; private set; } = "";

    public DateTime ExpiresAt { get; private set; }

    /// <summary>How often somebody has tried it.</summary>
    public int Tries { get; private set; }

    public static SignInCode Of(long userId, string hash, DateTime expiresAt) => new() { UserId = userId, Hash = hash, ExpiresAt = expiresAt };
}

internal sealed class SignInCodeMapping : IEntityTypeConfiguration<SignInCode>
{
    public void Configure(EntityTypeBuilder<SignInCode> builder)
    {
        builder.ToTable("SignInCodes");
        builder.HasKey(code => code.UserId);
        builder.HasOne<Platform.Data.LoyaltyUser>().WithOne().HasForeignKey<SignInCode>(code => code.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
