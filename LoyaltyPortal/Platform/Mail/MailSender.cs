using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;

namespace LoyaltyPortal.Platform.Mail;

/// <summary>Where letters go: settings under <c>Mail</c>.</summary>
public sealed record MailSettings
{
    /// <summary>The sender's address.</summary>
    public string From { get; init; } = "noreply@localhost.localdomain";

    /// <summary>The SMTP server; without one, letters become files.</summary>
    public string? Host { get; init; }

    public int Port { get; init; } = 587;

    public bool Tls { get; init; } = true;

    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>Where letters are written as .eml files while no server is set.</summary>
    public string Folder { get; init; } = "App_Data/mail";
}

/// <summary>Sends letters by SMTP, or writes them as files where no server is set.</summary>
public sealed class MailSender(IConfiguration configuration, IHostEnvironment environment)
{
    private readonly MailSettings _settings = configuration.GetSection("Mail").Get<MailSettings>() ?? new MailSettings();

    /// <param name="id">The same for the same letter, however often it is tried: the receiving side can tell it has it already.</param>
    /// <exception cref="SmtpException">The server did not take it.</exception>
    public async Task SendAsync(long id, Letter letter, CancellationToken cancellation = default)
    {
        using var message = ToMessage(id, letter);
        using var client = new SmtpClient();
        if (_settings.Host is { Length: > 0 } host)
        {
            (client.Host, client.Port, client.EnableSsl) = (host, _settings.Port, _settings.Tls);
            if (_settings.User is { Length: > 0 } user)
                client.Credentials = new NetworkCredential(user, _settings.Password);
        }
        else
        {
            client.DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory;
            client.PickupDirectoryLocation = Path.GetFullPath(Path.Combine(environment.ContentRootPath, _settings.Folder));
            Directory.CreateDirectory(client.PickupDirectoryLocation);
        }

        await client.SendMailAsync(message, cancellation);
    }

    /// <exception cref="FormatException">An address that is none: the letter is given up after its attempts.</exception>
    internal MailMessage ToMessage(long id, Letter letter)
    {
        if (!EmailAddress.IsReadable(letter.To))
            throw new FormatException("The receiver's address is not readable.");
        var from = new MailAddress(_settings.From, OneLine(letter.From), Encoding.UTF8);
        var message = new MailMessage(from, new MailAddress(letter.To, OneLine(letter.ToName), Encoding.UTF8))
        {
            Subject = OneLine(letter.Subject),
            SubjectEncoding = Encoding.UTF8,
            BodyEncoding = Encoding.UTF8,
            Body = letter.ToText(),
        };
        message.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(letter.ToHtml(), Encoding.UTF8, MediaTypeNames.Text.Html));
        if (letter.File is { } file)
            message.Attachments.Add(new Attachment(new MemoryStream(file.Content, writable: false), OneLine(file.Name), file.Type));
        message.Headers.Add("Message-ID", string.Create(CultureInfo.InvariantCulture, $"<{id}@{from.Host}>"));
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    /// <summary>Names and subjects come from people: a line break in one must not begin another header.</summary>
    internal static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var c in text.Trim())
            line.Append(char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c);
        return line.Length > 150 ? line.ToString(0, 150) : line.ToString();
    }
}
