using System.Collections.Frozen;
using System.Text;
using LoyaltyPortal.Platform.Data;
using Microsoft.AspNetCore.Identity;

namespace LoyaltyPortal.Identity;

/// <summary>
/// Refuses what is tried first: words that head every list of leaked passwords, however they are dressed up with digits and signs, keyboard
/// runs, few different characters, and the person's own name or address.
/// </summary>
internal sealed class UncommonPassword : IPasswordValidator<LoyaltyUser>
{
    public const string Code = "password_common";

    private const int DifferentCharacters = 6;

    private static readonly FrozenSet<string> Common = """
        password passphrase passwort parola sifre sifremi motdepasse contrasena letmein welcome hosgeldin iloveyou seniseviyorum ichliebedich jetaime teamo
        qwerty qwertyuiop qwertzuiop azertyuiop asdfghjkl zxcvbnm qazwsxedc qwertyasdfgh monkey dragon master sunshine princess football baseball basketball
        superman batman spiderman starwars trustno michael jordan shadow ashley charlie jessica daniel thomas andrew computer internet freedom whatever
        mustang corvette ferrari mercedes liverpool arsenal chelsea manchester manchesterunited barcelona realmadrid galatasaray fenerbahce besiktas trabzonspor
        administrator admin root test testtest guest user default changeme changemenow secret topsecret private access login signin summer winter spring autumn
        january february march april june july august september october november december monday friday sunday istanbul london newyork turkiye turkey england
        google facebook instagram microsoft windows samsung apple iphone pokemon minecraft fortnite naruto blink metallica nirvana hello helloworld hellokitty
        butterfly chocolate cookie cheese banana orange pepper ginger flower loveyou lovely forever family mother father brother sister babygirl angel jesus
        blessed heaven correcthorsebatterystaple abcdefgh abcdefghijkl abcabc loyalty loyaltyportal points bonus cashier manager owner shop store
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] Runs = ["abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn", "1qaz2wsx3edc4rfv5tgb6yhn7ujm"];

    public Task<IdentityResult> ValidateAsync(UserManager<LoyaltyUser> manager, LoyaltyUser user, string? password) =>
        Task.FromResult(password is null || IsCommon(password, user.DisplayName, user.Email)
            ? IdentityResult.Failed(new IdentityError { Code = Code, Description = Code })
            : IdentityResult.Success);

    internal static bool IsCommon(string password, string? name, string? email)
    {
        var lower = password.ToLowerInvariant();
        if (lower.Distinct().Count() < DifferentCharacters)
            return true;
        var plain = Undress(lower);
        if (!lower.Any(char.IsLetter))
            return true;
        if (IsMadeOf(plain, Common) || Common.Contains(new string(lower.Where(char.IsAsciiLetter).ToArray())))
            return true;
        if (Runs.Any(run => IsRun(lower, run) || IsRun(lower, Reverse(run))))
            return true;
        var own = (name ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Append((email ?? "").Split('@')[0]).Append(name?.Replace(" ", "", StringComparison.Ordinal) ?? "")
            .Select(word => Undress(word.ToLowerInvariant())).Where(word => word.Length >= 4).ToHashSet(StringComparer.Ordinal);
        return IsMadeOf(plain, own);
    }

    /// <summary>Letters only, with the digits and signs that stand for letters turned back.</summary>
    private static string Undress(string text)
    {
        var letters = new StringBuilder(text.Length);
        foreach (var c in text.Trim("0123456789!?.*-_ #$%&/+".ToCharArray()))
        {
            var letter = c switch { '0' => 'o', '1' or '!' => 'i', '3' => 'e', '4' or '@' => 'a', '5' or '$' => 's', '7' => 't', 'ı' => 'i', 'ş' => 's', 'ç' => 'c', 'ğ' => 'g', 'ö' => 'o', 'ü' => 'u', _ => c };
            if (char.IsAsciiLetter(letter))
                letters.Append(letter);
        }

        return letters.ToString();
    }

    /// <summary>The whole text is such words one after the other: "passwordpassword", "welcomelondon".</summary>
    private static bool IsMadeOf(string text, IReadOnlySet<string> words)
    {
        if (text.Length == 0)
            return false;
        var reached = new bool[text.Length + 1];
        reached[0] = true;
        for (var start = 0; start < text.Length; start++)
        {
            if (!reached[start])
                continue;
            for (var end = start + 4; end <= text.Length; end++)
                reached[end] |= words.Contains(text[start..end]);
        }

        return reached[^1];
    }

    /// <summary>Nearly all of it runs along a row of keys or the alphabet.</summary>
    private static bool IsRun(string text, string run)
    {
        var steps = 0;
        for (var i = 1; i < text.Length; i++)
        {
            var at = run.IndexOf(text[i - 1], StringComparison.Ordinal);
            if (at >= 0 && at + 1 < run.Length && run[at + 1] == text[i])
                steps++;
        }

        return steps >= (text.Length - 1) * 3 / 4;
    }

    private static string Reverse(string text) => new([.. text.Reverse()]);
}
