using Bunit;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;

namespace LoyaltyPortal.Tests.Platform.Shell;

public sealed class SaveBarTests : ComponentContext
{
    [Fact]
    public void Is_absent_while_there_is_nothing_to_save()
    {
        var bar = Render<SaveBar>(with => with.Add(b => b.Dirty, false));

        Assert.Equal("", bar.Markup.Trim());
    }

    [Fact]
    public void Saves_and_discards()
    {
        var done = new List<string>();
        var bar = Render<SaveBar>(with => with.Add(b => b.Dirty, true).Add(b => b.OnSave, () => done.Add("saved")).Add(b => b.OnDiscard, () => done.Add("discarded")));

        bar.Find(".btn-primary").Click();
        bar.Find(".btn-quiet").Click();

        Assert.Equal(["saved", "discarded"], done);
    }

    [Fact]
    public void Does_not_save_past_a_field_that_cannot_be_read()
    {
        var unread = new UnreadFields();
        var done = new List<string>();
        var bar = Render<SaveBar>(with => with.AddCascadingValue(unread).Add(b => b.Dirty, false).Add(b => b.OnSave, () => done.Add("saved")).Add(b => b.OnDiscard, () => done.Add("discarded")));
        Assert.Equal("", bar.Markup.Trim());

        unread.Keep("amount", "much");
        bar.WaitForAssertion(() => Assert.NotNull(bar.Find(".save-bar")));
        bar.Find(".btn-primary").Click();
        Assert.Contains("cannot be read", bar.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Empty(done);

        bar.Find(".btn-quiet").Click();
        Assert.Equal(["discarded"], done);
        Assert.Null(unread.Of("amount"));
        bar.WaitForAssertion(() => Assert.Equal("", bar.Markup.Trim()));
    }

    [Fact]
    public void Cannot_be_pressed_twice_while_saving()
    {
        var bar = Render<SaveBar>(with => with.Add(b => b.Dirty, true).Add(b => b.Busy, true));

        Assert.All(bar.FindAll("button"), button => Assert.True(button.HasAttribute("disabled")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Leaving_asks_first_and_the_answer_decides(bool leave)
    {
        var address = Get<NavigationManager>();
        Render<SaveBar>(with => with.Add(b => b.Dirty, true));
        var questions = Get<Confirmations>();
        var asked = new TaskCompletionSource();
        questions.Changed += () => asked.TrySetResult();

        var start = address.Uri;
        address.NavigateTo("/elsewhere");
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(start, address.Uri);
        questions.Answer(leave);

        await Eventually.IsAsync(() => leave == address.Uri.EndsWith("/elsewhere", StringComparison.Ordinal));
    }
}
