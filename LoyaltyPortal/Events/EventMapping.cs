using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Events;

internal sealed class MemberEventMapping : IEntityTypeConfiguration<MemberEvent>
{
    public void Configure(EntityTypeBuilder<MemberEvent> builder)
    {
        builder.ToTable("MemberEvents");
        builder.HasKey(planned => planned.Id);
        builder.Property(planned => planned.MerchantId).IsFixed();
        builder.Property(planned => planned.CreatedAt).IsFixed();
        builder.Property(planned => planned.Title).HasMaxLength(EventInput.TitleLength);
        builder.Property(planned => planned.Description).HasMaxLength(EventInput.DescriptionLength);
        builder.Property(planned => planned.Place).HasMaxLength(EventInput.PlaceLength);
        builder.Property(planned => planned.Tiers).HasMaxLength(1_000);
        builder.Ignore(planned => planned.TierKeys);
        builder.Ignore(planned => planned.RegistrationEnds);
        builder.HasIndex(planned => new { planned.MerchantId, planned.EndsAt });
    }
}

internal sealed class EventSeatsMapping : IEntityTypeConfiguration<EventSeats>
{
    public void Configure(EntityTypeBuilder<EventSeats> builder)
    {
        builder.ToTable("EventSeats");
        builder.HasKey(seats => seats.EventId);
        builder.Property(seats => seats.MerchantId).IsFixed();
        builder.Ignore(seats => seats.Free);
        builder.HasIndex(seats => seats.MerchantId);
    }
}

internal sealed class EventRegistrationMapping : IEntityTypeConfiguration<EventRegistration>
{
    public void Configure(EntityTypeBuilder<EventRegistration> builder)
    {
        builder.ToTable("EventRegistrations");
        builder.HasKey(registration => new { registration.EventId, registration.MemberId });
        builder.Property(registration => registration.MerchantId).IsFixed();
        builder.Property(registration => registration.Code).HasMaxLength(TicketCode.Length);
        builder.Ignore(registration => registration.HasSeat);
        builder.Ignore(registration => registration.IsOpen);
        builder.HasIndex(registration => new { registration.MerchantId, registration.Code }).IsUnique();
        builder.HasIndex(registration => new { registration.EventId, registration.State, registration.Number });
        builder.HasIndex(registration => registration.MemberId);
    }
}
