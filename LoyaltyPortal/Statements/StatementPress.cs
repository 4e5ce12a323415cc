using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Pdf;
using LoyaltyPortal.Platform.Shell;

namespace LoyaltyPortal.Statements;

/// <summary>Prints statements, each in its member's language, whoever asks and wherever: a page, a letter, the command line.</summary>
public sealed class StatementPress(IServiceScopeFactory scopes)
{
    /// <param name="paper">Null: what the merchant's region uses.</param>
    /// <param name="language">Null: the member's, or the merchant's.</param>
    public byte[] Print(StatementContent content, PdfPaper? paper = null, string? language = null)
    {
        using var scope = Open(content.Merchant);
        return Print(scope, content, paper, language);
    }

    /// <summary>A scope that speaks for a merchant: one for many statements.</summary>
    internal IServiceScope Open(MerchantView merchant)
    {
        var scope = scopes.CreateScope();
        scope.ServiceProvider.GetRequiredService<ShellContextProvider>().Set(ShellOf(merchant));
        return scope;
    }

    internal static ShellContext ShellOf(MerchantView merchant) => new(merchant.Slug, merchant.Name, merchant.Settings.BrandColour, "", new HashSet<string>(StringComparer.Ordinal), [])
    {
        Zone = merchant.Settings.TimeZone,
        Currency = merchant.Settings.Currency,
        PointsName = merchant.Settings.PointsName,
    };

    internal static byte[] Print(IServiceScope scope, StatementContent content, PdfPaper? paper = null, string? language = null)
    {
        var settings = content.Merchant.Settings;
        using (new SpeakingTo(Addressee.LocaleOf(language ?? content.Member.Language, settings.Locale)))
            return scope.ServiceProvider.GetRequiredService<StatementDrawing>().Draw(content, paper ?? PdfPaper.Of(settings.Locale));
    }
}
