using System.Numerics;

namespace LoyaltyPortal.Platform.Drawing;

/// <summary>A closed shape of straight pieces; curves are cut into as many as the eye needs. x goes right and y down.</summary>
public sealed class Outline
{
    private const int Pieces = 12;
    private readonly List<List<Vector2>> _contours = [];
    private Vector2 _at;

    public IReadOnlyList<IReadOnlyList<Vector2>> Contours => _contours;

    public void MoveTo(Vector2 point)
    {
        _contours.Add([point]);
        _at = point;
    }

    public void LineTo(Vector2 point)
    {
        _contours[^1].Add(point);
        _at = point;
    }

    public void QuadTo(Vector2 control, Vector2 point)
    {
        var from = _at;
        for (var piece = 1; piece <= Pieces; piece++)
        {
            var t = (float)piece / Pieces;
            LineTo(Vector2.Lerp(Vector2.Lerp(from, control, t), Vector2.Lerp(control, point, t), t));
        }
    }

    public void CubicTo(Vector2 first, Vector2 second, Vector2 point)
    {
        var from = _at;
        for (var piece = 1; piece <= Pieces; piece++)
        {
            var t = (float)piece / Pieces;
            var (a, b, c) = (Vector2.Lerp(from, first, t), Vector2.Lerp(first, second, t), Vector2.Lerp(second, point, t));
            LineTo(Vector2.Lerp(Vector2.Lerp(a, b, t), Vector2.Lerp(b, c, t), t));
        }
    }

    public void Add(Outline other, Matrix3x2 placed)
    {
        foreach (var contour in other._contours)
            _contours.Add(contour.ConvertAll(point => Vector2.Transform(point, placed)));
    }

    public static Outline Circle(Vector2 centre, float radius)
    {
        const int corners = 180;
        var circle = new Outline();
        for (var corner = 0; corner < corners; corner++)
        {
            var point = centre + radius * new Vector2(MathF.Cos(MathF.Tau * corner / corners), MathF.Sin(MathF.Tau * corner / corners));
            if (corner == 0)
                circle.MoveTo(point);
            else
                circle.LineTo(point);
        }

        return circle;
    }

    public static Outline Rectangle(float x, float y, float width, float height)
    {
        var box = new Outline();
        box.MoveTo(new(x, y));
        box.LineTo(new(x + width, y));
        box.LineTo(new(x + width, y + height));
        box.LineTo(new(x, y + height));
        return box;
    }
}
