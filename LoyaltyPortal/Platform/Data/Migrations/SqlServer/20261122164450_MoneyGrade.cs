using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyPortal.Platform.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class MoneyGrade : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ProgrammeDrafts",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Content = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: true),
                    BasedOn = table.Column<int>(type: "int", nullable: false),
                    EditedBy = table.Column<long>(type: "bigint", nullable: true),
                    EditedByName = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    EditedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ProgrammeDrafts", x => x.MerchantId);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ProgrammeDrafts");
        }
    }
}
