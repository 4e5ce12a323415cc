namespace LoyaltyPortal.Platform.Shell;

/// <summary>
/// The fields of an editor in which something stands that cannot be read, each with its text: it is not in what is edited, so it is kept here, and
/// <see cref="SaveBar"/> does not save past it. Cascaded by the editor's page; of one reader, and not for several threads.
/// </summary>
public sealed class UnreadFields
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>Something is there to be put right, or nothing any more.</summary>
    public event Action? Changed;

    /// <summary>The ids of the fields, in no order.</summary>
    public IReadOnlyCollection<string> Ids => _texts.Keys;

    /// <summary>What stands in the field; null where it can be read.</summary>
    public string? Of(string id) => _texts.GetValueOrDefault(id);

    public void Keep(string id, string text)
    {
        _texts[id] = text;
        Changed?.Invoke();
    }

    public void Forget(string id)
    {
        if (_texts.Remove(id))
            Changed?.Invoke();
    }

    /// <summary>Forgets the fields that are gone, or all.</summary>
    public void Forget(Func<string, bool>? which = null)
    {
        var gone = _texts.Keys.Where(which ?? (static _ => true)).ToList();
        gone.ForEach(id => _texts.Remove(id));
        if (gone.Count > 0)
            Changed?.Invoke();
    }
}
