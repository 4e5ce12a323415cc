using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using LoyaltyPortal.Platform.Outbox;

namespace LoyaltyPortal.Platform.Mail;

/// <summary>A letter by e-mail, in plain words; <see cref="MailSender"/> lays it out.</summary>
/// <param name="From">The name it comes from: the merchant's, or the portal's.</param>
/// <param name="Colour">#rrggbb of the button and the name.</param>
public sealed record Letter(string To, string ToName, string From, string Colour, string Language, string Subject, IReadOnlyList<string> Paragraphs)
{
    /// <summary>What to press, and where it leads; null for nothing.</summary>
    public (string Text, string Link)? Button { get; init; }

    /// <summary>A file that goes with it; null for none.</summary>
    public LetterFile? File { get; init; }

    /// <summary>Why it was sent, in small print.</summary>
    public string Foot { get; init; } = "";

    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var paragraph in Paragraphs)
            text.Append(paragraph).Append("\n\n");
        if (Button is { } button)
            text.Append(button.Text).Append(": ").Append(button.Link).Append("\n\n");
        return text.Append("-- \n").Append(From).Append('\n').Append(Foot).ToString();
    }

    public string ToHtml()
    {
        var body = new StringBuilder();
        foreach (var paragraph in Paragraphs)
            body.Append(CultureInfo.InvariantCulture, $"""<p style="margin:0 0 16px">{WebUtility.HtmlEncode(paragraph)}</p>""");
        if (Button is { } button)
            body.Append(CultureInfo.InvariantCulture, $"""<p style="margin:24px 0"><a href="{WebUtility.HtmlEncode(button.Link)}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:{Colour};color:#ffffff;font-weight:600;text-decoration:none">{WebUtility.HtmlEncode(button.Text)}</a></p>""");
        return $"""
            <!DOCTYPE html><html lang="{WebUtility.HtmlEncode(Language)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{WebUtility.HtmlEncode(Subject)}</title></head>
            <body style="margin:0;padding:32px 16px;background:#f7f7f9;color:#16171d;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif">
            <div style="max-width:560px;margin:0 auto;padding:32px;border:1px solid #e5e5eb;border-radius:12px;background:#ffffff">
            <p style="margin:0 0 24px;font-weight:600;color:{Colour}">{WebUtility.HtmlEncode(From)}</p>{body}</div>
            <p style="max-width:560px;margin:16px auto 0;color:#626472;font-size:12px">{WebUtility.HtmlEncode(Foot)}</p></body></html>
            """;
    }
}

/// <param name="Type">Such as <c>application/pdf</c>.</param>
public sealed record LetterFile(string Name, string Type, byte[] Content);

/// <summary>Writes the letters of one name: one class per template, in the room that knows what it says.</summary>
public interface ILetterTemplate
{
    /// <summary>What the message's payload calls it: <c>{ "template": "welcome", … }</c>.</summary>
    string Name { get; }

    /// <returns>The letter; null when there is nobody to write to any more.</returns>
    Task<Letter?> WriteAsync(int merchantId, JsonElement payload, CancellationToken cancellation);
}

/// <summary>Puts letters into the outbox and handles those messages.</summary>
public sealed class LetterHandler(IEnumerable<ILetterTemplate> templates, MailSender sender) : IOutboxHandler
{
    public const string MessageKind = "mail";

    public string Kind => MessageKind;

    /// <summary>The message that asks for a letter.</summary>
    /// <param name="payload">An object with a property <c>template</c>, and what that template needs.</param>
    public static OutboxMessage Message(long id, int merchantId, object payload, DateTime now) =>
        OutboxMessage.Create(id, merchantId, MessageKind, JsonSerializer.Serialize(payload, JsonSerializerOptions.Web), now);

    public async Task HandleAsync(OutboxMessage message, CancellationToken cancellation)
    {
        using var payload = JsonDocument.Parse(message.Payload);
        var name = payload.RootElement.GetProperty("template").GetString();
        var template = templates.FirstOrDefault(template => template.Name == name) ?? throw new InvalidOperationException($"There is no letter named {name}.");
        if (await template.WriteAsync(message.MerchantId, payload.RootElement, cancellation) is { } letter)
            await sender.SendAsync(message.Id, letter, cancellation);
    }
}

/// <summary>The reader's language for as long as a letter is written.</summary>
public sealed class SpeakingTo : IDisposable
{
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private readonly CultureInfo _words = CultureInfo.CurrentUICulture;

    public SpeakingTo(string locale)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(locale);
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(locale);
    }

    public void Dispose()
    {
        CultureInfo.CurrentCulture = _culture;
        CultureInfo.CurrentUICulture = _words;
    }
}
