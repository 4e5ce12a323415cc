using Bunit;
using LoyaltyPortal.Platform.Shell;

namespace LoyaltyPortal.Tests.Platform.Shell;

public sealed class EmptyStateTests : ComponentContext
{
    public static TheoryData<EmptyPicture> Pictures() => [.. Enum.GetValues<EmptyPicture>()];

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Every_picture_is_drawn_and_hidden_from_screen_readers(EmptyPicture picture)
    {
        var empty = Render<EmptyState>(with => with.Add(e => e.Picture, picture).Add(e => e.Title, "No members yet"));

        var drawing = empty.Find("svg");
        Assert.Equal("true", drawing.GetAttribute("aria-hidden"));
        Assert.NotEmpty(drawing.QuerySelectorAll(".mark"));
    }

    [Fact]
    public void Says_one_sentence_and_offers_one_action()
    {
        var empty = Render<EmptyState>(with => with.Add(e => e.Title, "No members yet").Add(e => e.Action, "<a href=\"/enrol\">Enrol the first</a>"));

        Assert.Equal("No members yet", empty.Find("h2").TextContent);
        Assert.Equal("/enrol", empty.Find(".empty-action a").GetAttribute("href"));
        Assert.Empty(empty.FindAll("p"));
    }
}
