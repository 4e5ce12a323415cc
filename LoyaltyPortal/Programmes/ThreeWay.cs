using System.Text.Json.Nodes;

namespace LoyaltyPortal.Programmes;

/// <summary>
/// Two changes of one JSON value put together, field by field. Where both changed the same field, mine stays; lists of things with an <c>id</c> or
/// a <c>key</c> are matched by it, and who changed a thing wins over who removed it.
/// </summary>
internal static class ThreeWay
{
    public static JsonNode? Merge(JsonNode? start, JsonNode? mine, JsonNode? theirs)
    {
        if (JsonNode.DeepEquals(mine, start))
            return theirs?.DeepClone();
        if (JsonNode.DeepEquals(theirs, start) || JsonNode.DeepEquals(theirs, mine))
            return mine?.DeepClone();
        return (mine, theirs) switch
        {
            (JsonObject own, JsonObject other) when SameKind(own, other) => MergeObjects(start as JsonObject, own, other),
            (JsonArray own, JsonArray other) when ById(own) is { } ownItems && ById(other) is { } otherItems => MergeLists(ById(start as JsonArray ?? []) ?? [], ownItems, otherItems),
            _ => mine?.DeepClone(),
        };
    }

    private static JsonObject MergeObjects(JsonObject? start, JsonObject mine, JsonObject theirs)
    {
        var merged = new JsonObject();
        foreach (var name in mine.Select(field => field.Key).Union(theirs.Select(field => field.Key)))
            merged[name] = Merge(start?[name], mine[name], theirs[name]);
        return merged;
    }

    private static JsonArray MergeLists(List<(string Id, JsonNode Item)> start, List<(string Id, JsonNode Item)> mine, List<(string Id, JsonNode Item)> theirs)
    {
        var (was, own, other) = (Index(start), Index(mine), Index(theirs));
        var moved = !mine.Select(item => item.Id).Where(was.ContainsKey).SequenceEqual(start.Select(item => item.Id).Where(own.ContainsKey));
        var (first, second) = moved ? (mine, theirs) : (theirs, mine);
        var merged = new JsonArray();
        foreach (var id in first.Concat(second).Select(item => item.Id).Distinct())
        {
            var before = was.GetValueOrDefault(id);
            var item = (own.GetValueOrDefault(id), other.GetValueOrDefault(id)) switch
            {
                ({ } left, { } right) => Merge(before, left, right),
                ({ } left, null) => before is not null && JsonNode.DeepEquals(before, left) ? null : left.DeepClone(),
                (null, { } right) => before is not null && JsonNode.DeepEquals(before, right) ? null : right.DeepClone(),
                _ => null,
            };
            if (item is not null)
                merged.Add(item);
        }

        return merged;
    }

    private static Dictionary<string, JsonNode> Index(List<(string Id, JsonNode Item)> items) => items.ToDictionary(item => item.Id, item => item.Item, StringComparer.Ordinal);

    /// <summary>The items with their ids; null when they are not things with ids of their own.</summary>
    private static List<(string Id, JsonNode Item)>? ById(JsonArray list)
    {
        var items = list.Select(item => (Id: (item as JsonObject) is { } thing ? (thing["id"] ?? thing["key"])?.ToString() : null, Item: item!)).ToList();
        return items.All(item => item.Id is not null) && items.Select(item => item.Id).Distinct(StringComparer.Ordinal).Count() == items.Count ? [.. items.Select(item => (item.Id!, item.Item))] : null;
    }

    /// <summary>Settings of two kinds of rule have nothing in common.</summary>
    private static bool SameKind(JsonObject mine, JsonObject theirs) => mine["kind"]?.ToString() == theirs["kind"]?.ToString();
}
