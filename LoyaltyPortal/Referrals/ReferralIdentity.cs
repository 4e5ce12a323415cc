namespace LoyaltyPortal.Referrals;

/// <summary>Different writings of one mailbox and one telephone line.</summary>
public static class ReferralIdentity
{
    private const int LineDigits = 9;

    /// <summary>
    /// The mailbox behind an address: lower case, without what follows a plus, and at Google without dots, which it ignores. Elsewhere two addresses that
    /// differ in dots may well be two people's.
    /// </summary>
    public static string? Mailbox(string? email)
    {
        var address = email?.Trim().ToLowerInvariant();
        if (address is null || address.IndexOf('@', StringComparison.Ordinal) is not (> 0 and var at))
            return null;
        var (local, domain) = (address[..at], address[(at + 1)..]);
        if (local.IndexOf('+', StringComparison.Ordinal) is > 0 and var plus)
            local = local[..plus];
        if (domain is not ("gmail.com" or "googlemail.com"))
            return $"{local}@{domain}";
        return local.Replace(".", "", StringComparison.Ordinal) + "@gmail.com";
    }

    /// <summary>Whether two numbers are one line: equal, or one of them without its country's code and equal in the last nine digits.</summary>
    public static bool IsSameLine(string? one, string? other)
    {
        if (one is null || other is null)
            return false;
        if (one == other)
            return true;
        if (one[0] == '+' && other[0] == '+')
            return false;
        var (left, right) = (one.TrimStart('+'), other.TrimStart('+'));
        return left.Length >= LineDigits && right.Length >= LineDigits && left[^LineDigits..] == right[^LineDigits..];
    }
}
