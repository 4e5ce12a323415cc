using System.Xml.Linq;
using LoyaltyPortal.Platform.Data;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Platform.Http;

/// <summary>A key that protects cookies and links, kept in the database so that every portal on it reads the others' cookies.</summary>
public sealed class DataProtectionKey
{
    private DataProtectionKey()
    {
    }

    public long Id { get; private set; }

    public string Name { get; private set; } = "";

    public string Xml { get; private set; } = "";

    public static DataProtectionKey Create(long id, string name, string xml) => new() { Id = id, Name = name, Xml = xml };
}

internal sealed class DataProtectionKeyMapping : IEntityTypeConfiguration<DataProtectionKey>
{
    public void Configure(EntityTypeBuilder<DataProtectionKey> builder)
    {
        builder.ToTable("DataProtectionKeys");
        builder.HasKey(key => key.Id);
        builder.Property(key => key.Xml).IsLong();
        builder.NeverChanges();
    }
}

/// <summary>The framework reads and writes its key ring here; it asks seldom and synchronously.</summary>
internal sealed class DataProtectionKeyRing(LoyaltyDatabase database, IServiceProvider services) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var context = database.ForPlatform();
        return [.. context.Set<DataProtectionKey>().AsNoTracking().OrderBy(key => key.Id).Select(key => key.Xml).AsEnumerable().Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var context = database.ForPlatform();
        // Keys are numbered only once the database has lent a node number, which is after this is constructed.
        var ids = services.GetRequiredService<IdGenerator>();
        context.Add(DataProtectionKey.Create(ids.Next(), friendlyName, element.ToString(SaveOptions.DisableFormatting)));
        context.SaveChanges();
    }
}
