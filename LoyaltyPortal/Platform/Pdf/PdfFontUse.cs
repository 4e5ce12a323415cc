namespace LoyaltyPortal.Platform.Pdf;

/// <summary>A font in one document: what has been drawn with it, by which numbers.</summary>
internal sealed class PdfFontUse(PdfFace face, string name)
{
    private readonly List<int> _rare = [];
    private readonly List<int> _rareAdvances = [];
    private readonly Dictionary<int, int> _rareNumbers = [];

    public PdfFace Face => face;

    /// <summary>What the pages call it.</summary>
    public string Name => name;

    public bool IsUsed { get; private set; }

    public bool HasTurkish { get; private set; }

    /// <summary>The characters beyond the common ones, in the order in which they were drawn first.</summary>
    public IReadOnlyList<int> Rare => _rare;

    /// <summary>The number by which the document calls a character.</summary>
    public int NumberOf(int character)
    {
        IsUsed = true;
        var number = face.NumberOf(character);
        if (number > 0)
        {
            HasTurkish |= number >= face.FirstTurkish;
            return number;
        }

        if (_rareNumbers.TryGetValue(character, out number))
            return number;
        number = face.Common.Count + _rare.Count;
        _rare.Add(character);
        _rareAdvances.Add(face.AdvanceOf(character));
        _rareNumbers.Add(character, number);
        return number;
    }

    public int AdvanceOf(int number) => number < face.Advances.Length ? face.Advances[number] : _rareAdvances[number - face.Advances.Length];

    public int KernBetween(int first, int second)
    {
        var common = face.Common.Count;
        return first < common && second < common ? face.KernOfCommon(first, second) : face.KernOf(CharacterOf(first), CharacterOf(second));
    }

    public PdfSubset Subset() => PdfSubset.Of(face, HasTurkish, _rare);

    private int CharacterOf(int number) => number < face.Common.Count ? face.Common[number] : _rare[number - face.Common.Count];
}
