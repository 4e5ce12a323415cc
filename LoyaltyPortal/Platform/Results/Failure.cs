namespace LoyaltyPortal.Platform.Results;

/// <summary>What kind of refusal a <see cref="Failure"/> is; decides the HTTP status and the tone on a page.</summary>
public enum FailureKind
{
    /// <summary>The input cannot be understood or is out of range (400).</summary>
    Invalid,

    /// <summary>It does not exist, or not for this merchant (404).</summary>
    NotFound,

    /// <summary>The actor may not do this (403).</summary>
    Forbidden,

    /// <summary>Somebody else changed it meanwhile (409).</summary>
    Conflict,

    /// <summary>A business rule says no (422).</summary>
    Refused,

    /// <summary>Too much at once; try again later (429 or 503).</summary>
    Busy,
}

/// <summary>
/// An expected failure: a value, not an exception. <see cref="Code"/> is stable and public; the message is the resource
/// of that name in <see cref="Texts"/>, formatted with <see cref="Arguments"/>.
/// </summary>
public sealed record Failure(string Code, FailureKind Kind, Type Texts, params object[] Arguments)
{
    public bool Equals(Failure? other) => other is not null && Code == other.Code && Arguments.SequenceEqual(other.Arguments);

    public override int GetHashCode() => Code.GetHashCode(StringComparison.Ordinal);
}
