using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Platform.Data;

/// <summary>
/// The schema and the queries. Made per operation by <see cref="LoyaltyDatabase"/>, for one merchant or for the platform;
/// never kept by a circuit. For the platform (merchant 0) every merchant-owned set is empty.
/// </summary>
public abstract class LoyaltyDbContext(DbContextOptions options, int merchantId) : IdentityUserContext<LoyaltyUser, long>(options)
{
    public const string TenantFilter = "Tenant";

    public int MerchantId { get; } = merchantId;

    protected override Version SchemaVersion => IdentitySchemaVersions.Version3;

    protected abstract void ConfigureProvider(ModelConfigurationBuilder builder);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<string>().HaveMaxLength(200);
        ConfigureProvider(configurationBuilder);
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<LoyaltyUser>().Property(user => user.Id).ValueGeneratedNever();
        MapPasskeys(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(LoyaltyDbContext).Assembly);
        foreach (var type in builder.Model.GetEntityTypes().Where(type => type.ClrType.Namespace!.StartsWith("LoyaltyPortal", StringComparison.Ordinal)).ToList())
        {
            foreach (var key in type.FindPrimaryKey()?.Properties ?? [])
                key.ValueGenerated = Microsoft.EntityFrameworkCore.Metadata.ValueGenerated.Never;
            if (typeof(IVersioned).IsAssignableFrom(type.ClrType))
                type.FindProperty(nameof(IVersioned.Version))!.IsConcurrencyToken = true;
            if (typeof(IMerchantOwned).IsAssignableFrom(type.ClrType))
                FilterMethod.MakeGenericMethod(type.ClrType).Invoke(this, [builder]);
        }
    }

    /// <summary>As Identity's third schema has it; its own mapping looks for store options that only a running portal has, and the model must be one everywhere.</summary>
    private static void MapPasskeys(ModelBuilder builder) => builder.Entity<IdentityUserPasskey<long>>(passkey =>
    {
        passkey.ToTable("AspNetUserPasskeys");
        passkey.HasKey(row => row.CredentialId);
        passkey.Property(row => row.CredentialId).HasMaxLength(1024);
        passkey.HasIndex(row => row.UserId);
        passkey.HasOne<LoyaltyUser>().WithMany().HasForeignKey(row => row.UserId).IsRequired().OnDelete(DeleteBehavior.Cascade);
        passkey.OwnsOne(row => row.Data).ToJson();
    });

    private static readonly System.Reflection.MethodInfo FilterMethod =
        typeof(LoyaltyDbContext).GetMethod(nameof(FilterByMerchant), System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!;

    private void FilterByMerchant<T>(ModelBuilder builder) where T : class, IMerchantOwned =>
        builder.Entity<T>().HasQueryFilter(TenantFilter, row => row.MerchantId == MerchantId);

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        GuardTenancy();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        GuardTenancy();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    private void GuardTenancy()
    {
        foreach (var entry in ChangeTracker.Entries<IMerchantOwned>())
        {
            if (entry.State is EntityState.Unchanged or EntityState.Detached)
                continue;
            if (entry.Entity.MerchantId != MerchantId)
                throw new TenancyViolationException($"{entry.Metadata.ShortName()} of merchant {entry.Entity.MerchantId} written in a context of merchant {MerchantId}.");
            if (entry.State == EntityState.Modified && entry.Property(nameof(IMerchantOwned.MerchantId)).IsModified)
                throw new TenancyViolationException($"{entry.Metadata.ShortName()} cannot move to another merchant.");
        }
    }
}

/// <summary>Mapping words that the rooms share.</summary>
public static class MappingWords
{
    /// <summary>Text without a length limit (JSON, messages).</summary>
    public static PropertyBuilder<string> IsLong(this PropertyBuilder<string> property) => property.HasMaxLength(-1);

    public static PropertyBuilder<string?> IsLongOrNull(this PropertyBuilder<string?> property) => property.HasMaxLength(-1);

    /// <summary>Written once with the row and never updated, by EF Core or by the recording road.</summary>
    public static PropertyBuilder<T> IsFixed<T>(this PropertyBuilder<T> property)
    {
        property.Metadata.SetAfterSaveBehavior(Microsoft.EntityFrameworkCore.Metadata.PropertySaveBehavior.Throw);
        return property;
    }

    /// <summary>The whole row is append-only.</summary>
    public static void NeverChanges<T>(this EntityTypeBuilder<T> builder) where T : class
    {
        foreach (var property in builder.Metadata.GetProperties().Where(property => !property.IsPrimaryKey()))
            property.SetAfterSaveBehavior(Microsoft.EntityFrameworkCore.Metadata.PropertySaveBehavior.Throw);
    }
}
